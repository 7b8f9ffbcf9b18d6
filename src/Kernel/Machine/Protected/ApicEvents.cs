using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// How what a vCPU's local APIC has to deliver reaches the processor: by the same virtual interrupt as the event upcall,
/// which goes first. The processor clears the request when the guest takes it (AMD64 manual vol. 2, section 15.21.4).
/// </summary>
public static class ApicEvents
{
    private const ulong Requested = 1UL << 8;
    private const ulong TaskPriority = 0xff;
    private const ulong HighestPriority = 0xfUL << 16;
    private const int VectorShift = 32;

    /// <summary>
    /// Asks the processor to take the highest interrupt, unless it is asked to take an upcall already.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe void Offer(VcpuSlot* slot)
    {
        bool isOther = (slot->Vmcb.VirtualInterrupt & Requested) != 0 && slot->Apic.Offered == 0;
        Settle(slot);
        if (!isOther)
            Replace(slot);
    }

    /// <summary>The upcall is no longer due: what is due instead, or nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe void Withdraw(VcpuSlot* slot)
    {
        Settle(slot);
        Replace(slot);
    }

    /// <summary>Notes what the processor has taken. What it has not, may be offered again.</summary>
    public static unsafe void Settle(VcpuSlot* slot)
    {
        if (slot->Apic.Offered != 0 && (slot->Vmcb.VirtualInterrupt & Requested) == 0)
            slot->Apic.Accept();
        slot->Apic.Offered = 0;
    }

    /// <summary>Whether something is due; a vCPU that waits in HLT goes on then.</summary>
    public static unsafe bool IsDue(VcpuSlot* slot)
    {
        Offer(slot);
        return slot->Apic.Offered != 0;
    }

    private static unsafe void Replace(VcpuSlot* slot)
    {
        uint vector = slot->Apic.Highest();
        slot->Apic.Offered = vector;
        ulong request = vector == 0 ? 0 : Requested | HighestPriority | ((ulong)vector << VectorShift);
        slot->Vmcb.VirtualInterrupt =
            (slot->Vmcb.VirtualInterrupt & TaskPriority) | VcpuSetup.InterruptMasking | request;
    }
}
