using Verified.Kernel;

namespace Verified.Calls;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Memory => new()
    {
        ["add_to_physmap"] = (ref s, a, _) =>
            PhysicalMap.AddToPhysmap(ref s, (uint)a[0], (uint)a[1], (uint)a[2], a[3], a[4]),
        ["map_gmfn_foreign"] = (ref s, a, _) =>
            PhysicalMap.MapGmfnForeign(ref s, (uint)a[0], (uint)a[1], (uint)a[2], a[3], a[4]),
        ["remove_from_physmap"] = (ref s, a, _) => PhysicalMap.RemoveFromPhysmap(ref s, (uint)a[0], (uint)a[1], a[2]),
        ["populate_physmap"] = (ref s, a, _) => PhysicalMap.PopulatePhysmap(ref s, (uint)a[0], (uint)a[1], a[2]),
        ["decrease_reservation"] = (ref s, a, _) =>
            PhysicalMap.DecreaseReservation(ref s, (uint)a[0], (uint)a[1], a[2]),
        ["increase_reservation"] = (ref _, _, _) => PhysicalMap.IncreaseReservation(),
        ["current_reservation"] = (ref s, a, _) => PhysicalMap.CurrentReservation(ref s, (uint)a[0], (uint)a[1]),
        ["maximum_reservation"] = (ref s, a, _) => PhysicalMap.MaximumReservation(ref s, (uint)a[0], (uint)a[1]),
        ["maximum_gpfn"] = (ref s, a, _) => PhysicalMap.MaximumGpfn(ref s, (uint)a[0], (uint)a[1]),
        ["memory_map"] = (ref s, a, o) => PhysicalMap.MemoryMap(ref s, (uint)a[0], out o[0]),
        ["populate_frame"] = (ref s, a, _) => PhysicalMap.PopulateFrame(ref s, (uint)a[0], (uint)a[1]),
        ["donate"] = (ref s, a, _) => FramePool.Donate(ref s, (uint)a[0]),
    };
}
