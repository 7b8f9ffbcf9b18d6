namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// A vCPU's general registers by their numbers (RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15), when its run has ended:
/// before, some are in the processor.
/// </summary>
public static class GeneralRegisters
{
    /// <summary>What the register of a number, 0 to 15, holds.</summary>
    public static unsafe ulong Get(VcpuSlot* slot, uint number) =>
        number < 8 ? GetLow(slot, number) : GetHigh(slot, number - 8);

    /// <summary>Puts a value into the register of a number, 0 to 15.</summary>
    public static unsafe void Set(VcpuSlot* slot, uint number, ulong value)
    {
        if (number < 8)
            SetLow(slot, number, value);
        else
            SetHigh(slot, number - 8, value);
    }

    private static unsafe ulong GetLow(VcpuSlot* slot, uint number)
    {
        if (number == 0)
            return slot->Vmcb.Rax;
        if (number == 1)
            return slot->Registers.Rcx;
        if (number == 2)
            return slot->Registers.Rdx;
        if (number == 3)
            return slot->Registers.Rbx;
        if (number == 4)
            return slot->Vmcb.Rsp;
        if (number == 5)
            return slot->Registers.Rbp;
        if (number == 6)
            return slot->Registers.Rsi;
        return slot->Registers.Rdi;
    }

    private static unsafe ulong GetHigh(VcpuSlot* slot, uint number)
    {
        if (number == 0)
            return slot->Registers.R8;
        if (number == 1)
            return slot->Registers.R9;
        if (number == 2)
            return slot->Registers.R10;
        if (number == 3)
            return slot->Registers.R11;
        if (number == 4)
            return slot->Registers.R12;
        if (number == 5)
            return slot->Registers.R13;
        if (number == 6)
            return slot->Registers.R14;
        return slot->Registers.R15;
    }

    private static unsafe void SetLow(VcpuSlot* slot, uint number, ulong value)
    {
        if (number == 0)
            slot->Vmcb.Rax = value;
        else if (number == 1)
            slot->Registers.Rcx = value;
        else if (number == 2)
            slot->Registers.Rdx = value;
        else if (number == 3)
            slot->Registers.Rbx = value;
        else if (number == 4)
            slot->Vmcb.Rsp = value;
        else if (number == 5)
            slot->Registers.Rbp = value;
        else if (number == 6)
            slot->Registers.Rsi = value;
        else
            slot->Registers.Rdi = value;
    }

    private static unsafe void SetHigh(VcpuSlot* slot, uint number, ulong value)
    {
        if (number == 0)
            slot->Registers.R8 = value;
        else if (number == 1)
            slot->Registers.R9 = value;
        else if (number == 2)
            slot->Registers.R10 = value;
        else if (number == 3)
            slot->Registers.R11 = value;
        else if (number == 4)
            slot->Registers.R12 = value;
        else if (number == 5)
            slot->Registers.R13 = value;
        else if (number == 6)
            slot->Registers.R14 = value;
        else
            slot->Registers.R15 = value;
    }
}
