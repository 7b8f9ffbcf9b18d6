namespace Verified.Traces.Tests;

/// <summary>Traces for the tests.</summary>
internal static class Examples
{
    /// <summary>A trace with one of everything.</summary>
    public static Trace Everything { get; } = new()
    {
        About = "a domain of <another> coalition & its grant",
        Sizes = TraceSizes.Small,
        Profile = "acm-xen-3.1",
        Policy = new()
        {
            Labels = [new("Nobody", [], []), new("SystemManagement", [0, 1], [0]), new("Order", [1], []), new("Ads", [0], [1])],
            Resources = [new("disk", [1], [])],
            Conflicts = [[1, 2]],
            Bootstrap = 1,
            UnlabeledDefined = true,
        },
        Frames = new(8, 32),
        Domains =
        [
            new("SystemManagement", 5, 8, true, 16),
            new("Order", 5, 8, false, 16),
            new("Ads", 5, 8, false, null),
        ],
        Tables = [new("Ports.State", [1, 5], 2), new("NextDomain", [], 3)],
        Memory = [new(9, 8, 0xffff_ffff_0000_0001)],
        Steps =
        [
            new CallStep("alloc_unbound", [1, 0x7ff0, 0], 1),
            new CallStep("bind_interdomain", [0, 1, 1]),
            new WriteStep(1, GuestArea.GrantTable, 0, 24, 0x2_0002_0001),
            new WriteStep(1, GuestArea.Frame, 3, 4088, ulong.MaxValue),
            new CallStep("alloc_unbound", [2, 0x7ff0, 1], -13),
            new SetStep("Vcpus.Run", [1], 0),
            new CallStep("commit_change", []),
        ],
    };
}
