using Verified.Spec;
using static Verified.Tests.Numbers;

namespace Verified.Tests;

/// <summary>
/// The trace that ACM's own test walked through: ten types, VM label i has type {i}, the conflict sets are {2,3} and
/// {0,5,6}. Label numbers are one higher here, 0 being the unlabeled one.
/// </summary>
public sealed class ChineseWallTraceTests
{
    private static readonly (ulong, ulong)[] LabelsOfTheTrace =
        [(0, 0), .. Enumerable.Range(0, 7).Select(i => (1UL, 1UL << i))];

    private readonly KernelMachine _machine = new();

    public ChineseWallTraceTests() => Policies.Load(_machine, LabelsOfTheTrace, [0b1100, 0b110_0001], 99);

    [Fact]
    public void The_historical_trace_comes_out_as_it_did()
    {
        Assert.True(Starts(0));
        Assert.True(Starts(1));
        Assert.True(Starts(2));
        Assert.False(Starts(3));
        Stop(2);
        Assert.True(Starts(3));
        Assert.False(Starts(5));
        Assert.False(Starts(6));
        Stop(0);
        Assert.True(Starts(5));
        Assert.False(Starts(6));
    }

    [Fact]
    public void A_type_runs_until_the_last_domain_that_carries_it_stops()
    {
        Assert.True(Starts(2));
        Assert.True(Starts(2));
        Stop(2);
        Assert.False(Starts(3));
        Stop(2);
        Assert.True(Starts(3));
    }

    [Fact]
    public void A_label_with_two_types_of_one_conflict_set_never_starts()
    {
        _machine.Write(Labels.WallTypes[0], 0, 1, 0b1100);
        Assert.False(Starts(0));
    }

    // The specification decides, and the kernel's monitor must agree before it counts.
    private bool Starts(int type)
    {
        uint label = (uint)type + 1;
        bool starts = Small.MayStart(_machine.Abstract(), N(label)).Value;
        Assert.Equal(starts, Verified.Monitor.ChineseWall.MayRun(ref _machine.State.Monitor, label));
        if (starts) Verified.Monitor.ChineseWall.Start(ref _machine.State.Monitor, label);
        return starts;
    }

    private void Stop(int type) => Verified.Monitor.ChineseWall.Stop(ref _machine.State.Monitor, (uint)type + 1);
}
