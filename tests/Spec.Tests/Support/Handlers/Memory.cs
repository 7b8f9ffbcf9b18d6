using Verified.Kernel;

namespace Verified.Tests;

internal static partial class Handlers
{
    private static Dictionary<string, Handler> Memory => new()
    {
        ["add_to_physmap"] = (ref s, a, _) =>
            PhysicalMap.AddToPhysmap(ref s, (uint)a[0], (uint)a[1], (uint)a[2], a[3], a[4]),
        ["populate_frame"] = (ref s, a, _) => PhysicalMap.PopulateFrame(ref s, (uint)a[0], (uint)a[1]),
        ["donate"] = (ref s, a, _) => FramePool.Donate(ref s, (uint)a[0]),
    };
}
