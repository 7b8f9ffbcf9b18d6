using Verified.Traces;

namespace Verified.Swarm;

/// <summary>How every run starts: three domains, of which the first may share with both others.</summary>
internal static class SampleSystem
{
    /// <summary>Domains 0, 1 and 2 are up, with 5 frames of RAM each and their grant tables at guest frame 16.</summary>
    /// <param name="sameCoalition">Whether domains 1 and 2 may share.</param>
    public static Trace Start(bool sameCoalition) => new()
    {
        Sizes = TraceSizes.Small,
        Policy = new()
        {
            Labels =
            [
                new("Unlabeled", [], []), new("SystemManagement", [0, 1, 2], [0]), new("Order", [1], []),
                new("Advertising", [2], [1]), new("OrderToo", [1], [2]),
            ],
            Resources = [new("DiskOfOrder", [1], []), new("DiskOfAdvertising", [2], [])],
            Conflicts = [[1, 2]],
            Bootstrap = 1,
            UnlabeledDefined = true,
        },
        Frames = new(8, 32),
        Domains =
        [
            new("SystemManagement", 5, 6, true, 16),
            new("Order", 5, 6, false, 16),
            new(sameCoalition ? "OrderToo" : "Advertising", 5, 6, false, 16),
        ],
    };
}
