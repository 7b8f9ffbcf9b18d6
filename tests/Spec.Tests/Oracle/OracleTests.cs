using System.Diagnostics;
using Verified.Spec;

namespace Verified.Tests;

public sealed class OracleTests(ITestOutputHelper output)
{
    private const int Runs = 160;

    private const int Enough = 5;

    // They look, or note what is due, and have nothing to refuse.
    private static readonly string[] NeverFails =
    [
        "block", "poll_wait", "expire", "raise_virq", "timer_expire", "watchdog_expire", "set_timer_op", "memory_map",
        "increase_reservation",
    ];

    // What they ask for is not offered, or is so already.
    private static readonly string[] NeverSucceeds = ["init_control", "pagetable_dying", "vcpu_initialise"];

    [Fact]
    public void Kernel_and_specification_agree_on_random_calls_of_which_each_operation_has_successes_and_failures()
    {
        var results = new Dictionary<(string Name, long Result), int>();
        var clock = Stopwatch.StartNew();
        RandomRuns.Check(Runs, Handlers.All, shrink: true, (name, result) =>
        {
            (string, long) key = (name, Math.Min(result, 0));
            results[key] = results.GetValueOrDefault(key) + 1;
        });
        clock.Stop();

        int calls = results.Values.Sum();
        output.WriteLine($"seed {RandomRuns.Seed}: {calls} calls, {calls / clock.Elapsed.TotalSeconds:F0} a second");
        foreach (((string name, long result), int count) in results.OrderBy(r => r.Key))
            output.WriteLine($"{name} {result}: {count}");

        int Count(string name, Func<long, bool> of) => results.Where(r => r.Key.Name == name && of(r.Key.Result)).Sum(r => r.Value);
        Assert.All(
            Handlers.All.Keys.Except(NeverSucceeds),
            name => Assert.True(Count(name, r => r == 0) >= Enough, $"{name} succeeds {Count(name, r => r == 0)} times"));
        Assert.All(
            Handlers.All.Keys.Except(NeverFails),
            name => Assert.True(Count(name, r => r < 0) >= Enough, $"{name} fails {Count(name, r => r < 0)} times"));
        Assert.All(
            new long[]
            {
                GrantStatus.GeneralError, GrantStatus.BadDomain, GrantStatus.BadReference, GrantStatus.NoDeviceSpace,
                GrantStatus.BadVirtualAddress, GrantStatus.PermissionDenied, GrantStatus.BadPage,
            },
            status => Assert.Contains(("map_grant_ref", status), results.Keys));
        Assert.All(
            new long[] { Errno.Perm, Errno.Search, Errno.Access, Errno.NoSpace },
            error => Assert.Contains(("alloc_unbound", error), results.Keys));
    }

    [Fact]
    public void Every_operation_of_the_specification_has_a_handler_and_no_handler_is_without_one()
    {
        var specification = new Specification(Sizes.Small);
        Assert.Equal(specification.Operations.Select(o => o.Name).Order(), Handlers.All.Keys.Order());
    }
}
