namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// IN and OUT: nothing is there. A read gives all ones, as an empty bus does, and a write is lost. The string forms
/// end the guest.
/// </summary>
public static class IoExit
{
    private const ulong Input = 1 << 0;
    private const ulong String = 1 << 2;
    private const ulong Size8 = 1 << 4;
    private const ulong Size16 = 1 << 5;

    /// <summary>Carries the instruction out (AMD64 manual vol. 2, section 15.10.2); false when the guest must end.</summary>
    public static bool Handle(ref Vmcb vmcb)
    {
        if ((vmcb.ExitInfo1 & String) != 0)
            return false;
        if ((vmcb.ExitInfo1 & Input) != 0)
        {
            if ((vmcb.ExitInfo1 & Size8) != 0)
                vmcb.Rax |= 0xff;
            else if ((vmcb.ExitInfo1 & Size16) != 0)
                vmcb.Rax |= 0xffff;
            else
                vmcb.Rax = 0xffff_ffff;
        }

        vmcb.StepTo(vmcb.ExitInfo2);
        return true;
    }
}
