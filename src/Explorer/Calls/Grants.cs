using Verified.Kernel;

namespace Verified.Calls;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Grants => new()
    {
        ["map_grant_ref"] = (ref s, a, _) =>
            GrantTable.MapGrantRef(ref s, (uint)a[0], a[1], (uint)a[2], (uint)a[3], (uint)a[4]),
        ["unmap_grant_ref"] = (ref s, a, _) => GrantTable.UnmapGrantRef(ref s, (uint)a[0], a[1], (uint)a[2]),
        ["setup_table"] = (ref s, a, o) => GrantTable.SetupTable(ref s, (uint)a[0], (uint)a[1], out o[0]),
        ["copy"] = (ref s, a, _) => GrantTable.Copy(
            ref s, (uint)a[0], (uint)a[1], (uint)a[2], a[3], (uint)a[4], (uint)a[5], a[6], (uint)a[7], (uint)a[8]),
        ["transfer"] = (ref s, a, _) => GrantTable.Transfer(ref s, (uint)a[0], a[1], (uint)a[2], (uint)a[3]),
        ["query_size"] = (ref s, a, _) => GrantTable.QuerySize(ref s, (uint)a[0], (uint)a[1]),
        ["set_version"] = (ref s, a, _) => GrantTable.SetVersion(ref s, (uint)a[0], (uint)a[1]),
        ["get_version"] = (ref s, a, _) => GrantTable.GetVersion(ref s, (uint)a[0], (uint)a[1]),
        ["swap_grant_ref"] = (ref s, a, _) => GrantTable.SwapGrantRef(ref s, (uint)a[0], (uint)a[1], (uint)a[2]),
        ["revoke_mapping"] = (ref s, a, _) => GrantTable.RevokeMapping(ref s, (uint)a[0], (uint)a[1]),
    };
}
