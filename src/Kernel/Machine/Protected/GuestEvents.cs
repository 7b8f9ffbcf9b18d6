using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>What is delivered to a guest at its next VMRUN: upcalls and exceptions.</summary>
public static class GuestEvents
{
    /// <summary>#DB.</summary>
    public const uint Debug = 1;

    /// <summary>#UD.</summary>
    public const uint InvalidOpcode = 6;

    /// <summary>#GP.</summary>
    public const uint GeneralProtection = 13;

    /// <summary>#AC.</summary>
    public const uint AlignmentCheck = 17;

    private const ulong Valid = 1UL << 31;
    private const ulong WithErrorCode = 1UL << 11;
    private const ulong TypeException = 3UL << 8;
    // CR8 as the guest left it: no part of what is requested here.
    private const ulong TaskPriority = 0xff;
    private const ulong VirtualInterruptRequest = 1UL << 8;
    private const ulong HighestPriority = 0xfUL << 16;
    private const int VectorShift = 32;

    /// <summary>An exception without an error code, at the instruction that the guest is at.</summary>
    public static void Raise(ref Vmcb vmcb, uint vector) => vmcb.EventInjection = vector | TypeException | Valid;

    /// <summary>An exception with an error code of 0.</summary>
    public static void RaiseWithError(ref Vmcb vmcb, uint vector) =>
        vmcb.EventInjection = vector | TypeException | WithErrorCode | Valid;

    /// <summary>
    /// Requests the upcall's virtual interrupt while evtchn_upcall_pending is set and upcalls are not masked; the
    /// processor holds it until the guest takes interrupts (AMD64 manual vol. 2, section 15.21.4). Pending and mask
    /// stand side by side and are read at once.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="slot">A vCPU that has set a vector.</param>
    /// <param name="vcpu">Its entry in the state.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void RequestUpcall(ref State s, VcpuSlot* slot, Vcpu* vcpu)
    {
        const uint MaskByte = 0x100;
        uint flags = FrameMemory.Read16(ref s, vcpu->InfoFrame, vcpu->InfoOffset + VcpuInfo.UpcallPending);
        if (flags - 1 < MaskByte - 1)
            Request(slot);
        else if ((slot->Vmcb.VirtualInterrupt & VirtualInterruptRequest) != 0)
            ApicEvents.Withdraw(slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Request(VcpuSlot* slot)
    {
        if (slot->Apic.Offered != 0)
            ApicEvents.Settle(slot);
        slot->Vmcb.VirtualInterrupt = (slot->Vmcb.VirtualInterrupt & TaskPriority) | VcpuSetup.InterruptMasking
            | VirtualInterruptRequest | HighestPriority | ((ulong)slot->VcpuEntry->UpcallVector << VectorShift);
    }
}
