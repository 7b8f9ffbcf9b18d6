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
    /// processor holds it until the guest takes interrupts (AMD64 manual vol. 2, section 15.21.4).
    /// </summary>
    public static void RequestUpcall(ref State s, ref Vmcb vmcb, uint domain)
    {
        uint vector = s.Vcpus[(int)domain].UpcallVector;
        uint page = s.Domains[(int)domain].SharedInfoFrame;
        bool due = vector != 0
            && FrameMemory.Read8(ref s, page, SharedInfo.UpcallPending) != 0
            && FrameMemory.Read8(ref s, page, SharedInfo.UpcallMask) == 0;
        ulong priority = vmcb.VirtualInterrupt & TaskPriority;
        vmcb.VirtualInterrupt = due
            ? priority | VcpuSetup.InterruptMasking | VirtualInterruptRequest | HighestPriority | ((ulong)vector << VectorShift)
            : priority | VcpuSetup.InterruptMasking;
    }

    /// <summary>An event whose delivery the exit interrupted is delivered again (section 15.7.2).</summary>
    public static void Resume(ref Vmcb vmcb)
    {
        if ((vmcb.ExitInterruptInfo & Valid) != 0 && (vmcb.EventInjection & Valid) == 0)
            vmcb.EventInjection = vmcb.ExitInterruptInfo;
    }
}
