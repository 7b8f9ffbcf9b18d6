using Verified.Spec;

namespace Verified.Proofs.Operations;

/// <summary>GNTTABOP_map_grant_ref.</summary>
public static class MapGrantRef
{
    /// <summary>The operation.</summary>
    public static Operation Operation { get; } = new(
        "map_grant_ref",
        "Verified.Kernel.GrantTable",
        "MapGrantRef",
        [
            new("success", null),
            new("not permitted by the entry, or the entry changed", GrantStatus.GeneralError),
            new("no such domain", GrantStatus.BadDomain),
            new("no such reference", GrantStatus.BadReference),
            new("nothing can be mapped there", GrantStatus.BadVirtualAddress),
            new("no free handle", GrantStatus.NoDeviceSpace),
            new("denied by the policy", GrantStatus.PermissionDenied),
            new("no page that may be granted", GrantStatus.BadPage),
        ]);
}
