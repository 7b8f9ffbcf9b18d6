namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// Instructions that a guest's processor does not have, or that do nothing for a guest: the exception that a processor
/// without them raises, or nothing.
/// </summary>
public static class AbsentExit
{
    private const uint CacheInstructionLength = 2;

    /// <summary>Carries it out; false when the exit is something else.</summary>
    public static bool Handle(ref Vmcb vmcb, ulong code)
    {
        // SVM is not offered (CPUID, EFER.SVME), nor MONITOR and RDPRU.
        if (code == ExitCode.Invlpga || (code >= ExitCode.Vmrun && code <= ExitCode.Skinit)
            || (code >= ExitCode.Monitor && code <= ExitCode.Rdpru))
            GuestEvents.Raise(ref vmcb, GuestEvents.InvalidOpcode);
        else if (code == ExitCode.Rdpmc)
            GuestEvents.RaiseWithError(ref vmcb, GuestEvents.GeneralProtection);
        else if (code == ExitCode.Invd || code == ExitCode.Wbinvd)
            // No device of a guest sees memory past the caches; they are the hypervisor's too.
            vmcb.StepTo(vmcb.Rip + CacheInstructionLength);
        else
            return false;
        return true;
    }
}
