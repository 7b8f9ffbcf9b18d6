using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>The operations of grant_table_op whose machine code is proved.</summary>
internal static class GrantOperations
{
    private const string Type = "Verified.Kernel.GrantTable";

    public static IReadOnlyList<Operation> List { get; } =
    [
        new("map_grant_ref", Type, "MapGrantRef",
        [
            new("success", null),
            new("not permitted by the entry, or the entry changed", GrantStatus.GeneralError),
            new("no such domain", GrantStatus.BadDomain),
            new("no such reference", GrantStatus.BadReference),
            new("nothing can be mapped there", GrantStatus.BadVirtualAddress),
            new("no free handle", GrantStatus.NoDeviceSpace),
            new("denied by the policy", GrantStatus.PermissionDenied),
            new("no page that may be granted", GrantStatus.BadPage),
        ]),
        new("unmap_grant_ref", Type, "UnmapGrantRef",
        [
            new("success", null),
            new("no such handle", GrantStatus.BadHandle),
            new("not mapped there", GrantStatus.GeneralError),
        ]),
        new("setup_table", Type, "SetupTable",
        [
            new("success", null),
            new("no such domain", GrantStatus.BadDomain),
            new("not privileged, or denied by the policy", GrantStatus.PermissionDenied),
        ])
        {
            Output = typeof(ulong),
        },
        new("copy", Type, "Copy",
        [
            new("success", null),
            new("not permitted by an entry", GrantStatus.GeneralError),
            new("no such domain", GrantStatus.BadDomain),
            new("no such reference", GrantStatus.BadReference),
            new("denied by the policy", GrantStatus.PermissionDenied),
            new("no page of the domain's own", GrantStatus.BadPage),
            new("across the end of a page, or overlapping", GrantStatus.BadCopyArgument),
        ]),
        new("revoke_mapping", Type, "RevokeMapping", [new("success", null), new("no such mapping", Errno.Invalid)]),
        new("transfer", Type, "Transfer",
        [
            new("success", null),
            new("not accepted by the entry, or the entry changed", GrantStatus.GeneralError),
            new("no such domain", GrantStatus.BadDomain),
            new("no such reference", GrantStatus.BadReference),
            new("denied by the policy", GrantStatus.PermissionDenied),
            new("no page of the domain's own, or granted", GrantStatus.BadPage),
        ]),
        new("query_size", Type, "QuerySize",
        [
            new("success", null),
            new("no such domain", GrantStatus.BadDomain),
            new("not privileged", GrantStatus.PermissionDenied),
        ]),
        new("set_version", Type, "SetVersion",
        [
            new("success", null),
            new("no such version", Errno.Invalid),
            new("not offered", Errno.NoSystemCall),
        ]),
        new("get_version", Type, "GetVersion",
        [
            new("success", null),
            new("no such domain", Errno.Search),
            new("not privileged", Errno.Perm),
        ]),
        new("swap_grant_ref", Type, "SwapGrantRef",
        [
            new("success", null),
            new("no such reference", GrantStatus.BadReference),
            new("in use", GrantStatus.TryAgain),
        ]),
    ];
}
