namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// IN and OUT: nothing is there. A read gives all ones, as an empty bus does, and a write is lost. The string forms
/// end the guest. Domain 0 alone has a device: the second serial port, byte by byte, for what it saves.
/// </summary>
public static class IoExit
{
    private const ulong Input = 1 << 0;
    private const ulong String = 1 << 2;
    private const ulong Size8 = 1 << 4;
    private const ulong Size16 = 1 << 5;
    private const int PortShift = 16;

    // COM2, eight registers from here.
    private const uint SecondSerialPort = 0x2f8;
    private const uint SerialRegisters = 8;

    /// <summary>Carries the instruction out (AMD64 manual vol. 2, section 15.10.2); false when the guest must end.</summary>
    /// <param name="vmcb">The guest's.</param>
    /// <param name="privileged">Whether it is domain 0's.</param>
    public static bool Handle(ref Vmcb vmcb, bool privileged)
    {
        if ((vmcb.ExitInfo1 & String) != 0)
            return false;
        uint port = (uint)(vmcb.ExitInfo1 >> PortShift) & 0xffff;
        if (privileged && port - SecondSerialPort < SerialRegisters && (vmcb.ExitInfo1 & Size8) != 0)
            Device(ref vmcb, port);
        else
            Nothing(ref vmcb);
        vmcb.StepTo(vmcb.ExitInfo2);
        return true;
    }

    private static void Device(ref Vmcb vmcb, uint port)
    {
        if ((vmcb.ExitInfo1 & Input) != 0)
            vmcb.Rax = (vmcb.Rax & ~0xffUL) | Cpu.PortRead8(port);
        else
            Cpu.PortWrite8(port, (byte)vmcb.Rax);
    }

    private static void Nothing(ref Vmcb vmcb)
    {
        if ((vmcb.ExitInfo1 & Input) != 0)
        {
            if ((vmcb.ExitInfo1 & Size8) != 0)
                vmcb.Rax |= 0xff;
            else if ((vmcb.ExitInfo1 & Size16) != 0)
                vmcb.Rax |= 0xffff;
            else
                vmcb.Rax = 0xffff_ffff;
        }
    }
}
