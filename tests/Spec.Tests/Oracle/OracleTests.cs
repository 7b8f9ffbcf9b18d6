using System.Diagnostics;
using Verified.Spec;

namespace Verified.Tests;

public sealed class OracleTests(ITestOutputHelper output)
{
    private const int Runs = 160;

    // Every operation that can fail; the others (block, poll_wait, expire) cannot.
    private static readonly string[] MayFail =
    [
        "alloc_unbound", "bind_interdomain", "send", "unmask", "close", "status", "map_grant_ref", "unmap_grant_ref",
        "setup_table", "add_to_physmap", "poll_port", "set_evtchn_upcall_vector", "create_domain", "populate_frame",
        "unpause", "donate", "shutdown", "getdecision", "bind_virq", "bind_ipi", "bind_vcpu", "reset", "init_control",
        "stage_types", "stage_counts", "stage_successor", "begin_change", "change_label", "change_step", "commit_change",
        "abort_change",
        "map_gmfn_foreign", "remove_from_physmap", "populate_physmap",
        "destroydomain", "pausedomain", "unpausedomain", "max_mem", "getdomaininfo", "destroy_port", "destroy_mapping",
        "destroy_grant", "destroy_leaf", "destroy_end", "load_memory", "save_memory", "set_vcpu_context", "get_vcpu_context",
        "decrease_reservation", "current_reservation", "maximum_reservation", "maximum_gpfn",
        "revoke_channel", "remote_shutdown", "watchdog", "register_vcpu_info", "register_runstate_memory_area",
        "unregister_runstate_memory_area", "get_runstate_info", "set_singleshot_timer", "stop_singleshot_timer",
        "stop_periodic_timer", "vcpu_is_up", "vcpu_initialise", "vcpu_up", "vcpu_down", "set_param", "get_param",
        "pagetable_dying", "vm_assist",
    ];

    // What they ask for is not offered, or is so already.
    private static readonly string[] NeverSucceeds = ["init_control", "pagetable_dying", "vcpu_initialise"];

    [Fact]
    public void Kernel_and_specification_agree_on_random_calls_which_meet_every_success_and_most_errors()
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

        Assert.All(Handlers.All.Keys.Except(NeverSucceeds), name => Assert.Contains((name, 0L), results.Keys));
        Assert.All(MayFail, name => Assert.Contains(results.Keys, k => k.Name == name && k.Result < 0));
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
