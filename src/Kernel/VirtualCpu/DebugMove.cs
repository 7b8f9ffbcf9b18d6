namespace Verified.Kernel;

/// <summary>
/// A move to or from a debug register: 0F 21 /r and 0F 23 /r (AMD64 manual vol. 3, "MOV DRn"), in 64-bit code perhaps behind
/// a REX prefix. Processors without decode assists do not say which registers an exit was about; the instruction does.
/// </summary>
public struct DebugMove
{
    /// <summary>Bytes of the longest form.</summary>
    public const uint MostLength = 4;

    /// <summary>The debug register, 0 to 15.</summary>
    public uint Debug;

    /// <summary>The general register, 0 to 15, in the processor's numbering (RAX, RCX, RDX, RBX, RSP, ...).</summary>
    public uint General;

    /// <summary>Whether it writes the debug register.</summary>
    public bool Writes;

    /// <summary>Bytes of the instruction.</summary>
    public uint Length;

    /// <summary>Whether a first byte is a REX prefix, so that the instruction has four bytes.</summary>
    public static bool HasPrefix(uint first, bool is64Bit) => is64Bit && (first & 0xf0) == 0x40;

    /// <summary>Decodes an instruction; false when it is none of these.</summary>
    /// <param name="bytes">Its bytes, the first the lowest; three, or four behind a prefix.</param>
    /// <param name="is64Bit">Whether it is 64-bit code.</param>
    /// <param name="move">The instruction; nothing when it is none of these.</param>
    public static bool TryDecode(uint bytes, bool is64Bit, out DebugMove move)
    {
        const uint Escape = 0x0f;
        const uint Read = 0x21;
        const uint Write = 0x23;
        const uint ExtendsDebug = 4;
        const uint ExtendsGeneral = 1;
        move = default;
        uint prefix = 0;
        uint rest = bytes;
        if (HasPrefix(bytes & 0xff, is64Bit))
        {
            prefix = bytes & 0xf;
            rest = bytes >> 8;
            move.Length = 1;
        }

        uint opcode = (rest >> 8) & 0xff;
        if ((rest & 0xff) != Escape || (opcode != Read && opcode != Write))
        {
            move = default;
            return false;
        }

        // The processor takes the operand for a register, whatever the mode field says.
        uint operands = (rest >> 16) & 0xff;
        move.Debug = ((operands >> 3) & 7) | ((prefix & ExtendsDebug) << 1);
        move.General = (operands & 7) | ((prefix & ExtendsGeneral) << 3);
        move.Writes = opcode == Write;
        move.Length += 3;
        return true;
    }
}
