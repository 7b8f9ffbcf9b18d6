namespace Verified.Kernel;

/// <summary>
/// A guest's breakpoint registers: it finds in them what it wrote, and no breakpoint ever fires. The processor's own are
/// never a guest's. DR6 is not among them: the processor tells a single step there.
/// </summary>
public struct DebugRegisters
{
    /// <summary>DR7 after reset: what always reads as 1.</summary>
    public const ulong ControlReset = 0x400;

    /// <summary>DR6 after reset: what always reads as 1.</summary>
    public const ulong StatusReset = 0xffff_0ff0;

    /// <summary>The number of DR6.</summary>
    public const uint Status = 6;

    /// <summary>The number of DR7.</summary>
    public const uint ControlNumber = 7;

    // B0 to B3, BD, BS and BT; GE, LE, the enabling bits, GD, types and lengths.
    private const ulong StatusBits = 0xe00f;
    private const ulong ControlBits = 0xffff_23ff;

    /// <summary>DR0.</summary>
    public ulong Address0;

    /// <summary>DR1.</summary>
    public ulong Address1;

    /// <summary>DR2.</summary>
    public ulong Address2;

    /// <summary>DR3.</summary>
    public ulong Address3;

    /// <summary>DR7.</summary>
    public ulong Control;

    /// <summary>What a register holds.</summary>
    /// <param name="register">0 to 3, 6 or 7.</param>
    /// <param name="status">DR6.</param>
    public readonly ulong Read(uint register, ulong status)
    {
        if (register == 0)
            return Address0;
        if (register == 1)
            return Address1;
        if (register == 2)
            return Address2;
        if (register == 3)
            return Address3;
        return register == Status ? status : Control;
    }

    /// <summary>Writes a register; false where the processor raises #GP: DR6 and DR7 have 32 bits.</summary>
    /// <param name="register">0 to 3, 6 or 7.</param>
    /// <param name="value">What to put in.</param>
    /// <param name="status">DR6.</param>
    public bool Write(uint register, ulong value, ref ulong status)
    {
        if (register > 3 && value >> 32 != 0)
            return false;
        if (register == 0)
            Address0 = value;
        else if (register == 1)
            Address1 = value;
        else if (register == 2)
            Address2 = value;
        else if (register == 3)
            Address3 = value;
        else if (register == Status)
            status = (value & StatusBits) | StatusReset;
        else
            Control = (value & ControlBits) | ControlReset;
        return true;
    }
}
