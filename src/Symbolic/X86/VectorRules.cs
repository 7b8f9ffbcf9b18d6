using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// XMM registers as words of 128 bits: what the compiler uses to copy and clear structures. The SSE forms only; the
/// image is compiled for processors without AVX.
/// </summary>
internal static class VectorRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Movups] = Move,
            [Mnemonic.Movupd] = Move,
            [Mnemonic.Movdqu] = Move,
            [Mnemonic.Movaps] = MoveAligned,
            [Mnemonic.Movapd] = MoveAligned,
            [Mnemonic.Movdqa] = MoveAligned,
            [Mnemonic.Movq] = MoveLow,
            [Mnemonic.Movd] = MoveLow,
            [Mnemonic.Xorps] = (MachineState s, in Instruction i) => Bitwise(s, i, s.Store.Xor),
            [Mnemonic.Xorpd] = (MachineState s, in Instruction i) => Bitwise(s, i, s.Store.Xor),
            [Mnemonic.Pxor] = (MachineState s, in Instruction i) => Bitwise(s, i, s.Store.Xor),
            [Mnemonic.Por] = (MachineState s, in Instruction i) => Bitwise(s, i, s.Store.Or),
            [Mnemonic.Pand] = (MachineState s, in Instruction i) => Bitwise(s, i, s.Store.And),
            [Mnemonic.Punpcklqdq] = UnpackLow,
        };

    private static void Move(MachineState s, in Instruction i)
    {
        CheckVector(s, i);
        Operands.Write(s, i, 0, Operands.Read(s, i, 1));
    }

    private static void MoveAligned(MachineState s, in Instruction i)
    {
        CheckVector(s, i);
        RequireAligned(s, i);
        Operands.Write(s, i, 0, Operands.Read(s, i, 1));
    }

    // Into an XMM register: the rest is cleared. Out of one: the low part.
    private static void MoveLow(MachineState s, in Instruction i)
    {
        TermStore t = s.Store;
        int width = i.Mnemonic == Mnemonic.Movd ? 32 : 64;
        if (i.Op0Kind == OpKind.Register && i.Op0Register.IsXMM())
        {
            Term source = Operands.Read(s, i, 1);
            s[i.Op0Register] = t.ZeroExtend(source.Width > width ? t.Extract(source, width - 1, 0) : source, 128);
        }
        else if (i.Op1Kind == OpKind.Register && i.Op1Register.IsXMM())
        {
            Operands.Write(s, i, 0, t.Extract(s[i.Op1Register], Operands.Width(s, i, 0) - 1, 0));
        }
        else
        {
            throw Operands.Unknown(s, i, "register");
        }
    }

    private static void Bitwise(MachineState s, in Instruction i, Func<Term, Term, Term> operation)
    {
        CheckVector(s, i);
        RequireAligned(s, i);
        Operands.Write(s, i, 0, operation(Operands.Read(s, i, 0), Operands.Read(s, i, 1)));
    }

    private static void UnpackLow(MachineState s, in Instruction i)
    {
        CheckVector(s, i);
        RequireAligned(s, i);
        Term a = Operands.Read(s, i, 0), b = Operands.Read(s, i, 1);
        s[i.Op0Register] = s.Store.Concat(s.Store.Extract(b, 63, 0), s.Store.Extract(a, 63, 0));
    }

    private static void CheckVector(MachineState s, in Instruction i)
    {
        for (int place = 0; place < 2; place++)
        {
            if (i.GetOpKind(place) == OpKind.Register && !i.GetOpRegister(place).IsXMM())
                throw Operands.Unknown(s, i, "register");
        }
    }

    // A misaligned operand faults.
    private static void RequireAligned(MachineState s, in Instruction i)
    {
        if (i.Op0Kind != OpKind.Memory && i.Op1Kind != OpKind.Memory)
            return;
        Term low = s.Store.Extract(Operands.Address(s, i), 3, 0);
        s.Run.Require(s, ObligationKind.Aligned, s.Store.Equal(low, s.Store.Constant(0, 4)), $"'{i}' is aligned to 16 bytes");
    }
}
