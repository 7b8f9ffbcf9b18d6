namespace Verified.Spec;

/// <summary>
/// Where the words of a vcpu_info stand, of 64 bytes (xen/include/public/xen.h, 64-bit). It begins shared_info, unless
/// the guest registered another place.
/// </summary>
public static class VcpuInfo
{
    /// <summary>evtchn_upcall_pending, one byte.</summary>
    public const ulong UpcallPending = 0;

    /// <summary>evtchn_upcall_mask, one byte.</summary>
    public const ulong UpcallMask = 1;

    /// <summary>evtchn_pending_sel, 8 bytes: which words of evtchn_pending have a bit to look at.</summary>
    public const ulong Selector = 8;

    /// <summary>Bytes of it.</summary>
    public const ulong Size = 64;
}

/// <summary>Where the words of shared_info stand (xen/include/public/xen.h, 64-bit, two-level event channels).</summary>
public static class SharedInfo
{
    /// <summary>evtchn_pending, a bit a port.</summary>
    public const ulong Pending = 0x800;

    /// <summary>evtchn_mask, a bit a port.</summary>
    public const ulong Mask = 0xa00;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// If <paramref name="when"/> holds, an event arrives at a port: the state afterwards. Its pending bit is set; if
    /// it was clear, the vCPU is told, unless the port is masked, and a vCPU that polls the port runs, even then.
    /// </summary>
    private static SystemState SetPending(
        SystemState state, TBool when, TWord domain, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        TWord page = state[Domains.SharedInfoFrame, domain];
        TWord pending = memory.Read(when, page, WordOf(SharedInfo.Pending, port), 8);
        TBool arrives = when & (pending & Bit(port)) == 0;
        memory.Write(arrives, page, WordOf(SharedInfo.Pending, port), 8, pending | Bit(port));

        TWord mask = memory.Read(arrives, page, WordOf(SharedInfo.Mask, port), 8);
        state = Upcall(state, arrives & (mask & Bit(port)) == 0, domain, port, memory);

        TWord polled = state[Vcpus.PollPort, domain];
        TBool ends = arrives & state[Vcpus.Run, domain] == VcpuRun.Polling & (polled == port | polled == 0);
        return SystemState.If(ends, EndPoll(state, domain), state);
    }

    /// <summary>
    /// If <paramref name="when"/> holds, the vCPU is told to look at the word of a port: the state afterwards. If it
    /// was not told before, the upcall becomes pending, and a blocked vCPU runs.
    /// </summary>
    private static SystemState Upcall(
        SystemState state, TBool when, TWord domain, TWord port, IGuestMemory<TBool, TWord> memory)
    {
        TWord page = state[Vcpus.InfoFrame, domain];
        TWord bit = Bit(port >> 6);
        TWord selector = memory.Read(when, page, InfoPlace(state, domain, VcpuInfo.Selector), 8);
        TBool isNew = when & (selector & bit) == 0;
        memory.Write(isNew, page, InfoPlace(state, domain, VcpuInfo.Selector), 8, selector | bit);
        memory.Write(isNew, page, InfoPlace(state, domain, VcpuInfo.UpcallPending), 1, Number(1));

        TBool wakes = isNew & state[Vcpus.Run, domain] == VcpuRun.Blocked;
        return SystemState.If(wakes, state.With(Vcpus.Run, domain, VcpuRun.Runnable), state);
    }

    /// <summary>The offset at which a word of a domain's vcpu_info stands in its frame.</summary>
    private static TWord InfoPlace(SystemState state, TWord domain, ulong word) =>
        state[Vcpus.InfoOffset, domain] + word;

    private static SystemState EndPoll(SystemState state, TWord domain) =>
        state.With(Vcpus.Run, domain, VcpuRun.Runnable)
            .With(Vcpus.PollPort, domain, 0)
            .With(Vcpus.Deadline, domain, 0);

    /// <summary>The offset of the word that holds a port's bit.</summary>
    private static TWord WordOf(ulong bitmap, TWord port) => (port >> 6 << 3) + bitmap;
}
