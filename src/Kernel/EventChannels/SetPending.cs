using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>How an event reaches a domain.</content>
public static partial class EventChannel
{
    /// <summary>
    /// Sets a port pending in the domain's shared_info and tells its vCPU, as the two-level interface has it. Each
    /// word of the shared page is read once. An event that is already pending changes nothing.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain to notify, below Limits.Domains.</param>
    /// <param name="port">Its port, below Limits.Ports.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void SetPending(ref State s, uint domain, uint port)
    {
        uint page = s.Domains[(int)domain].SharedInfoFrame;
        uint word = port >> 6;
        ulong bit = 1UL << (int)(port & 63);
        ulong pending = FrameMemory.Read64(ref s, page, SharedInfo.Pending + 8 * word);
        if ((pending & bit) != 0)
            return;

        FrameMemory.Write64(ref s, page, SharedInfo.Pending + 8 * word, pending | bit);
        if ((FrameMemory.Read64(ref s, page, SharedInfo.Mask + 8 * word) & bit) == 0 && Raise(ref s, domain, word))
            Scheduler.Wake(ref s, domain);
        else if (s.Vcpus[(int)domain].Run == VcpuRun.Polling)
            EndPoll(ref s, domain, port);
    }

    /// <summary>Ends a poll for this port, or for any; out of line, so that who does not wake a domain pays nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndPoll(ref State s, uint domain, uint port)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        if (vcpu.PollPort != port && vcpu.PollPort != 0)
            return;

        vcpu.PollPort = 0;
        vcpu.Deadline = 0;
        Scheduler.Wake(ref s, domain);
    }

    /// <summary>
    /// Sets the selector's bit of a word of ports and, when that is news, asks for the upcall. Whether it wakes the vCPU
    /// is the answer: it does if that blocks.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Raise(ref State s, uint domain, uint word)
    {
        ref Vcpu vcpu = ref s.Vcpus[(int)domain];
        uint page = vcpu.InfoFrame;
        uint info = vcpu.InfoOffset;
        ulong selector = FrameMemory.Read64(ref s, page, info + VcpuInfo.PendingSelector);
        ulong bit = 1UL << (int)word;
        if ((selector & bit) != 0)
            return false;

        FrameMemory.Write64(ref s, page, info + VcpuInfo.PendingSelector, selector | bit);
        FrameMemory.Write8(ref s, page, info + VcpuInfo.UpcallPending, 1);
        return vcpu.Run == VcpuRun.Blocked;
    }
}
