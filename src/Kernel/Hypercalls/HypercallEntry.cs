namespace Verified.Kernel;

/// <summary>
/// Where a hypercall comes in: privilege first, then by number to the call, which copies the arguments in, walks the
/// places of the results, and runs the operation's handler.
/// </summary>
public static class HypercallEntry
{
    /// <summary>Runs one hypercall, or a bounded part of one (see <see cref="EffectKind.Continue"/>).</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The domain whose vCPU called: alive, below Limits.Domains.</param>
    /// <param name="request">
    /// The guest's registers; the arguments change when the call is to be continued.
    /// </param>
    /// <param name="effect">What the machine has to do beside putting the result into RAX.</param>
    /// <returns>The result for RAX.</returns>
    public static long Call(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        effect.Kind = EffectKind.None;
        return request.Mode.Is64Bit == 0
            ? CallNarrow(ref s, caller, ref request, ref effect)
            : CallWide(ref s, caller, ref request, ref effect);
    }

    /// <summary>
    /// A call of 64-bit code, by its number: the list is halved first. As <see cref="Call"/>, but that the effect is
    /// None before.
    /// </summary>
    public static long CallWide(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (request.Mode.PrivilegeLevel != 0)
            return Errno.NotPermitted;

        ulong number = request.Number;
        if (number == HypercallNumber.EventChannelOp)
            return EventChannelCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.GrantTableOp)
            return GrantTableCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.SchedOp)
            return SchedulerCall.Run(ref s, caller, ref request, ref effect);
        if (number > HypercallNumber.Domctl)
            return Errno.NoSuchCall;
        return CallRare(ref s, caller, ref request, ref effect);
    }

    /// <summary>The calls that a guest makes seldom.</summary>
    private static long CallRare(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        ulong number = request.Number;
        if (number == HypercallNumber.HvmOp)
            return HvmCall.Run(ref s, caller, ref request);
        if (number == HypercallNumber.XenVersion)
            return XenVersionCall.Run(ref s, caller, ref request);
        if (number == HypercallNumber.MemoryOp)
            return MemoryCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.ConsoleIo)
            return ConsoleCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.VcpuOp)
            return VcpuCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.SetTimerOp)
            return TimerCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.Multicall)
            return MulticallCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.VmAssist)
            return VirtualCpu.Assist(ref s, caller, (uint)request.Argument1, (uint)request.Argument2);
        if (number == HypercallNumber.AcmOp)
            return AcmCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.Domctl)
            return DomctlCall.Run(ref s, caller, ref request, ref effect);
        return Errno.NoSuchCall;
    }

    /// <summary>A call of 32-bit code: fewer are offered. As <see cref="CallWide"/>.</summary>
    public static long CallNarrow(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (request.Mode.PrivilegeLevel != 0)
            return Errno.NotPermitted;

        Narrow(ref request);
        ulong number = request.Number;
        if (number == HypercallNumber.EventChannelOp)
            return EventChannelCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.GrantTableOp)
            return GrantTableCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.SchedOp)
            return SchedulerCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.ConsoleIo)
            return ConsoleCall.Run(ref s, caller, ref request, ref effect);
        if (number == HypercallNumber.HvmOp)
            return HvmCall.Run(ref s, caller, ref request);
        if (number == HypercallNumber.XenVersion)
            return XenVersionCall.Run(ref s, caller, ref request);
        return Errno.NoSuchCall;
    }

    /// <summary>A 32-bit caller means the low halves of its registers.</summary>
    private static void Narrow(ref HypercallRequest request)
    {
        request.Number = (uint)request.Number;
        request.Argument1 = (uint)request.Argument1;
        request.Argument2 = (uint)request.Argument2;
        request.Argument3 = (uint)request.Argument3;
        request.Argument4 = (uint)request.Argument4;
        request.Argument5 = (uint)request.Argument5;
    }
}
