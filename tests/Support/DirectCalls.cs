using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Testing;

/// <summary>Runs calls on the real handlers, directly: by the table that the explorer and replay use.</summary>
public static class DirectCalls
{
    /// <summary>Runs a call whose caller exists.</summary>
    /// <param name="machine">The machine to run it on.</param>
    /// <param name="call">The call.</param>
    /// <returns>The handler's result: negative for an error; 0 for what a guest does on its own.</returns>
    public static long Run(Machine machine, Call call)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (call.Operation == Operation.Poll) return Poll(ref machine.State, call);
        if (InSpecification(call) is var (name, arguments)) return Ask(ref machine.State, name, arguments);
        Guest(machine, call);
        return 0;
    }

    /// <summary>
    /// Runs a call as it would be if the handler did not ask the reference monitor: every label may share with every
    /// other and no conflict set stands, while the handler runs. The planted bug of the tests.
    /// </summary>
    public static long RunUnmediated(Machine machine, Call call)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ref PolicyTables inForce = ref InForce.Policy(ref machine.State.Monitor);
        PolicyTables policy = inForce;
        for (int label = 0; label < Limits.Labels; label++)
            inForce.Labels[label].SteTypes.Word0 = 1;
        for (int set = 0; set < Limits.ConflictSets; set++)
            inForce.Conflicts[set] = default;

        long result = Run(machine, call);
        inForce.Labels = policy.Labels;
        inForce.Conflicts = policy.Conflicts;
        return result;
    }

    private static long Ask(ref State s, string name, params ulong[] arguments) =>
        Calls.Handlers.All[name](ref s, arguments, new ulong[MostOutputs]);

    private const int MostOutputs = 4;

    /// <summary>The specification's name of a call and its arguments; null for what needs no hypercall.</summary>
    private static (string Name, ulong[] Arguments)? InSpecification(Call call)
    {
        (Operation operation, uint caller, ulong a, ulong b, ulong c, ulong d, ulong e) = call;
        return operation switch
        {
            Operation.CreateDomain => ("create_domain", [caller, a, 8, b]),
            Operation.PopulateFrame => ("populate_frame", [a, b]),
            Operation.AllocUnbound => ("alloc_unbound", [caller, a, b]),
            Operation.BindInterdomain => ("bind_interdomain", [caller, a, b]),
            Operation.Send => ("send", [caller, a]),
            Operation.Unmask => ("unmask", [caller, a]),
            Operation.Close => ("close", [caller, a]),
            Operation.Status => ("status", [caller, a, b]),
            Operation.BindVirq => ("bind_virq", [caller, a, b]),
            Operation.BindIpi => ("bind_ipi", [caller, a]),
            Operation.Reset => ("reset", [caller, a]),
            Operation.RevokeChannel => ("revoke_channel", [a, b]),
            Operation.RaiseVirq => ("raise_virq", [a, b]),
            Operation.RegisterVcpuInfo => ("register_vcpu_info", [caller, 0, a, b]),
            Operation.RegisterRunstate => ("register_runstate_memory_area", [caller, 0, a, a, b]),
            Operation.SetTimer => ("set_timer_op", [caller, a, b]),
            Operation.TimerExpire => ("timer_expire", [a, b]),
            Operation.Watchdog => ("watchdog", [caller, a, b, c]),
            Operation.SetParam => ("set_param", [caller, a, b, c]),
            Operation.MapGrantRef => ("map_grant_ref", [caller, a, b, c, d]),
            Operation.UnmapGrantRef => ("unmap_grant_ref", [caller, a, b]),
            Operation.Transfer => ("transfer", [caller, a, b, c]),
            Operation.Copy => ("copy", CopyArguments(call)),
            Operation.QuerySize => ("query_size", [caller, a]),
            Operation.SetVersion => ("set_version", [caller, a]),
            Operation.GetVersion => ("get_version", [caller, a]),
            Operation.SwapGrantRef => ("swap_grant_ref", [caller, a, b]),
            Operation.RevokeMapping => ("revoke_mapping", [a, b]),
            Operation.SetupTable => ("setup_table", [caller, a]),
            Operation.AddToPhysmap => ("add_to_physmap", [caller, a, b, c, d]),
            Operation.RemoveFromPhysmap => ("remove_from_physmap", [caller, a, b]),
            Operation.PopulatePhysmap => ("populate_physmap", [caller, a, b]),
            Operation.DecreaseReservation => ("decrease_reservation", [caller, a, b]),
            Operation.MapGmfnForeign => ("map_gmfn_foreign", [caller, a, b, c, d]),
            Operation.AskAboutMemory => (MemoryQuestion(b), [caller, a]),
            Operation.SetUpcallVector => ("set_evtchn_upcall_vector", [caller, a, b]),
            Operation.Block => ("block", [caller]),
            Operation.Shutdown => ("shutdown", [caller, a]),
            Operation.GetDecision => ("getdecision", [caller, a, b, c, d, e]),
            Operation.Expire => ("expire", [caller, a]),
            _ => null,
        };
    }

    // The structure's words: length and flags; either side's place; either side's domain and offset.
    private static ulong[] CopyArguments(Call call)
    {
        uint lengthAndFlags = (uint)call.First, source = (uint)call.Third, target = (uint)call.Fifth;
        return
        [
            call.Caller, lengthAndFlags >> 16, source & 0xffff, call.Second, source >> 16, target & 0xffff, call.Fourth,
            target >> 16, lengthAndFlags & 0xffff,
        ];
    }

    private static string MemoryQuestion(ulong number) => number switch
    {
        0 => "current_reservation",
        1 => "maximum_reservation",
        _ => "maximum_gpfn",
    };

    /// <summary>SCHEDOP_poll of one port, or (second argument 0) of none.</summary>
    private static long Poll(ref State s, Call call)
    {
        if (call.Second == 0) return Ask(ref s, "poll_wait", call.Caller, 0, call.Third);
        long pending = Ask(ref s, "poll_port", call.Caller, call.First);
        return pending == 0 ? Ask(ref s, "poll_wait", call.Caller, call.First, call.Third) : Math.Min(pending, 0);
    }

    /// <summary>What needs no hypercall: a guest's writes to its own memory.</summary>
    private static void Guest(Machine machine, Call call)
    {
        uint caller = call.Caller;
        switch (call.Operation)
        {
            case Operation.GuestAccepts or Operation.GuestGrants:
                machine.Grant(caller, (uint)call.First, (uint)call.Second, (uint)call.Third, (uint)call.Fourth);
                break;
            case Operation.GuestMasks:
                machine.SharedWord(caller, SharedInfo.Mask) ^= 1UL << (int)call.First;
                break;
            case Operation.GuestConsumes:
                machine.SharedWord(caller, SharedInfo.Pending) &= call.First;
                machine.SharedWord(caller, VcpuInfo.PendingSelector) = 0;
                machine.SharedWord(caller, VcpuInfo.UpcallPending) &= ~0xffUL;
                break;
            default:
                throw new ArgumentException($"no handler is known for {call.Operation}", nameof(call));
        }
    }
}
