using Verified.Kernel;
using Verified.Monitor;

namespace Verified.Testing;

/// <summary>Runs calls on the real handlers, directly.</summary>
public static class Handlers
{
    /// <summary>Runs a call whose caller exists.</summary>
    /// <param name="machine">The machine to run it on.</param>
    /// <param name="call">The call.</param>
    /// <returns>The handler's result: negative for an error; 0 for what a guest does on its own.</returns>
    public static long Run(Machine machine, Call call)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ref State s = ref machine.State;
        (Operation operation, uint caller, ulong first, ulong second, ulong third, ulong fourth, ulong fifth) = call;
        return operation switch
        {
            Operation.CreateDomain => DomainControl.CreateDomain(ref s, caller, (uint)first, 8, (uint)second),
            Operation.PopulateFrame => PhysicalMap.PopulateFrame(ref s, (uint)first, (uint)second),
            Operation.AllocUnbound => EventChannel.AllocUnbound(ref s, caller, (uint)first, (uint)second),
            Operation.BindInterdomain => EventChannel.BindInterdomain(ref s, caller, (uint)first, (uint)second),
            Operation.Send => EventChannel.Send(ref s, caller, (uint)first),
            Operation.Unmask => EventChannel.Unmask(ref s, caller, (uint)first),
            Operation.Close => EventChannel.Close(ref s, caller, (uint)first),
            Operation.Status => EventChannel.Status(ref s, caller, (uint)first, (uint)second, out _),
            Operation.BindVirq => EventChannel.BindVirq(ref s, caller, (uint)first, (uint)second),
            Operation.BindIpi => EventChannel.BindIpi(ref s, caller, (uint)first),
            Operation.Reset => EventChannel.Reset(ref s, caller, (uint)first),
            Operation.RevokeChannel => EventChannel.RevokeChannel(ref s, (uint)first, (uint)second),
            Operation.RaiseVirq => EventChannel.RaiseVirq(ref s, (uint)first, (uint)second),
            Operation.RegisterVcpuInfo => VirtualCpu.RegisterInfo(ref s, caller, 0, first, (uint)second),
            Operation.RegisterRunstate =>
                VirtualCpu.RegisterRunstate(ref s, caller, 0, (uint)first, (uint)first, (uint)second),
            Operation.SetTimer => VirtualCpu.SetTimerOp(ref s, caller, first, second),
            Operation.TimerExpire => VirtualCpu.TimerExpire(ref s, (uint)first, second),
            Operation.Watchdog => VirtualCpu.Watchdog(ref s, caller, (uint)first, second, third),
            Operation.SetParam => DomainParameters.Set(ref s, caller, (uint)first, (uint)second, third),
            Operation.MapGrantRef =>
                GrantTable.MapGrantRef(ref s, caller, first, (uint)second, (uint)third, (uint)fourth),
            Operation.UnmapGrantRef => GrantTable.UnmapGrantRef(ref s, caller, first, (uint)second),
            Operation.Transfer => GrantTable.Transfer(ref s, caller, first, (uint)second, (uint)third),
            Operation.Copy => GrantTable.Copy(
                ref s, caller, (uint)first >> 16, (uint)third & 0xffff, second, (uint)third >> 16,
                (uint)fifth & 0xffff, fourth, (uint)fifth >> 16, (uint)first & 0xffff),
            Operation.QuerySize => GrantTable.QuerySize(ref s, caller, (uint)first),
            Operation.SetVersion => GrantTable.SetVersion(ref s, caller, (uint)first),
            Operation.GetVersion => GrantTable.GetVersion(ref s, caller, (uint)first),
            Operation.SwapGrantRef => GrantTable.SwapGrantRef(ref s, caller, (uint)first, (uint)second),
            Operation.RevokeMapping => GrantTable.RevokeMapping(ref s, (uint)first, (uint)second),
            Operation.SetupTable => GrantTable.SetupTable(ref s, caller, (uint)first, out _),
            Operation.AddToPhysmap =>
                PhysicalMap.AddToPhysmap(ref s, caller, (uint)first, (uint)second, third, fourth),
            Operation.RemoveFromPhysmap => PhysicalMap.RemoveFromPhysmap(ref s, caller, (uint)first, second),
            Operation.PopulatePhysmap => PhysicalMap.PopulatePhysmap(ref s, caller, (uint)first, second),
            Operation.DecreaseReservation => PhysicalMap.DecreaseReservation(ref s, caller, (uint)first, second),
            Operation.MapGmfnForeign =>
                PhysicalMap.MapGmfnForeign(ref s, caller, (uint)first, (uint)second, third, fourth),
            Operation.AskAboutMemory => AskAboutMemory(ref s, call),
            Operation.SetUpcallVector => UpcallVector.Set(ref s, caller, (uint)first, (uint)second),
            Operation.Block => Scheduler.Block(ref s, caller),
            Operation.Poll => Poll(ref s, call),
            Operation.Shutdown => Scheduler.Shutdown(ref s, caller, (uint)first),
            Operation.GetDecision => Decision.GetDecision(
                ref s, caller, (uint)first, (uint)second, (uint)third, (uint)fourth, (uint)fifth, out _),
            _ => Guest(machine, call),
        };
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

    private static long AskAboutMemory(ref State s, Call call) => call.Second switch
    {
        0 => PhysicalMap.CurrentReservation(ref s, call.Caller, (uint)call.First),
        1 => PhysicalMap.MaximumReservation(ref s, call.Caller, (uint)call.First),
        _ => PhysicalMap.MaximumGpfn(ref s, call.Caller, (uint)call.First),
    };

    /// <summary>SCHEDOP_poll of one port, or (second argument 0) of none.</summary>
    private static long Poll(ref State s, Call call)
    {
        if (call.Second == 0)
            return Scheduler.PollWait(ref s, call.Caller, 0, call.Third);

        long pending = Scheduler.PollPort(ref s, call.Caller, (uint)call.First);
        return pending == 0
            ? Scheduler.PollWait(ref s, call.Caller, (uint)call.First, call.Third)
            : Math.Min(pending, 0);
    }

    /// <summary>What needs no hypercall: a guest's writes to its own memory, and the machine's clock.</summary>
    private static long Guest(Machine machine, Call call)
    {
        uint caller = call.Caller;
        if (call.Operation is Operation.GuestAccepts)
            machine.Grant(caller, (uint)call.First, (uint)call.Second, (uint)call.Third, (uint)call.Fourth);
        else if (call.Operation == Operation.Expire)
            Scheduler.Expire(ref machine.State, caller, call.First);
        else if (call.Operation == Operation.GuestGrants)
            machine.Grant(caller, (uint)call.First, (uint)call.Second, (uint)call.Third, (uint)call.Fourth);
        else if (call.Operation == Operation.GuestMasks)
            machine.SharedWord(caller, SharedInfo.Mask) ^= 1UL << (int)call.First;
        else if (call.Operation == Operation.GuestConsumes)
        {
            machine.SharedWord(caller, SharedInfo.Pending) &= call.First;
            machine.SharedWord(caller, VcpuInfo.PendingSelector) = 0;
            machine.SharedWord(caller, VcpuInfo.UpcallPending) &= ~0xffUL;
        }

        return 0;
    }
}
