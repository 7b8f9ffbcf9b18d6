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
    ];
}
