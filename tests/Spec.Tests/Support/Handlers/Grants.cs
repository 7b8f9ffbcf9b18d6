using Verified.Kernel;

namespace Verified.Tests;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Grants => new()
    {
        ["map_grant_ref"] = (ref s, a, _) =>
            GrantTable.MapGrantRef(ref s, (uint)a[0], a[1], (uint)a[2], (uint)a[3], (uint)a[4]),
        ["unmap_grant_ref"] = (ref s, a, _) => GrantTable.UnmapGrantRef(ref s, (uint)a[0], a[1], (uint)a[2]),
        ["setup_table"] = (ref s, a, o) => GrantTable.SetupTable(ref s, (uint)a[0], (uint)a[1], out o[0]),
        ["revoke_mapping"] = (ref s, a, _) => GrantTable.RevokeMapping(ref s, (uint)a[0], (uint)a[1]),
    };
}
