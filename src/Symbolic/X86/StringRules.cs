using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// String instructions as one step: a fill or a copy of rCX words upwards (the direction flag is clear).
/// </summary>
internal static class StringRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Stosb] = Fill,
            [Mnemonic.Stosw] = Fill,
            [Mnemonic.Stosd] = Fill,
            [Mnemonic.Stosq] = Fill,
            [Mnemonic.Movsb] = Copy,
            [Mnemonic.Movsw] = Copy,
            [Mnemonic.Movsd] = Copy,
            [Mnemonic.Movsq] = Copy,
            // The ABI's state of the direction flag, which is the only one that the lifter knows.
            [Mnemonic.Cld] = (MachineState _, in Instruction _) => { },
        };

    private static void Fill(MachineState s, in Instruction i)
    {
        if (i.Op0Kind != OpKind.MemoryESRDI || i.HasRepnePrefix)
            throw Operands.Unknown(s, i, "form");
        Term element = s[i.Op1Register], count = Count(s, i);
        s.Memory.Fill(s, s[Register.RDI], element, count);
        Advance(s, Register.RDI, count, element.Width / 8);
    }

    private static void Copy(MachineState s, in Instruction i)
    {
        // The scalar SSE move shares the mnemonic MOVSD.
        if (i.Op0Kind != OpKind.MemoryESRDI || i.Op1Kind != OpKind.MemorySegRSI || i.HasRepnePrefix
            || i.SegmentPrefix is Register.FS or Register.GS)
            throw Operands.Unknown(s, i, "form");
        int bytes = i.MemorySize.GetSize();
        Term count = Count(s, i);
        s.Memory.Copy(s, s[Register.RSI], s[Register.RDI], bytes, count);
        Advance(s, Register.RSI, count, bytes);
        Advance(s, Register.RDI, count, bytes);
    }

    private static Term Count(MachineState s, in Instruction i)
    {
        if (!i.HasRepPrefix)
            return s.Store.Constant(1, 64);
        Term count = s[Register.RCX];
        s[Register.RCX] = s.Store.Constant(0, 64);
        return count;
    }

    private static void Advance(MachineState s, Register register, Term count, int bytes) =>
        s[register] = s.Store.Add(s[register], s.Store.Multiply(count, s.Store.Constant((UInt128)bytes, 64)));
}
