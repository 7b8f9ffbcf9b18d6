using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>Single bits and bit searches.</summary>
internal static class BitRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Bt] = (MachineState s, in Instruction i) => OneBit(s, i, change: null),
            [Mnemonic.Bts] = (MachineState s, in Instruction i) => OneBit(s, i, s.Store.Or),
            [Mnemonic.Btr] = (MachineState s, in Instruction i) => OneBit(s, i, (a, bit) => s.Store.And(a, s.Store.Not(bit))),
            [Mnemonic.Btc] = (MachineState s, in Instruction i) => OneBit(s, i, s.Store.Xor),
            [Mnemonic.Bsf] = (MachineState s, in Instruction i) => Search(s, i, fromLow: true),
            [Mnemonic.Bsr] = (MachineState s, in Instruction i) => Search(s, i, fromLow: false),
            [Mnemonic.Tzcnt] = (MachineState s, in Instruction i) => CountZeros(s, i, fromLow: true),
            [Mnemonic.Lzcnt] = (MachineState s, in Instruction i) => CountZeros(s, i, fromLow: false),
            [Mnemonic.Popcnt] = CountOnes,
        };

    private static void OneBit(MachineState s, in Instruction i, Func<Term, Term, Term>? change)
    {
        TermStore t = s.Store;
        // With a register, a bit's number reaches beyond the operand in memory: not what a compiler means.
        if (i.GetOpKind(0) == OpKind.Memory && i.GetOpKind(1) == OpKind.Register)
            throw Operands.Unknown(s, i, "bit string");
        int width = Operands.Width(s, i, 0);
        Term a = Operands.Read(s, i, 0);
        Term number = t.And(Operands.Read(s, i, 1, width), t.Constant((UInt128)(width - 1), width));
        if (change is not null)
            Operands.Write(s, i, 0, change(a, t.ShiftLeft(t.Constant(1, width), number)));
        s[Flag.Carry] = new(() => t.Bit(t.ShiftRight(a, number), 0));
        // ZF is kept (AMD64 manual vol. 3, BT); the rest is undefined.
        FlagRules.Undefine(s, Flag.Parity, Flag.Sign, Flag.Overflow);
    }

    // Of zero there is no lowest bit: the destination is then undefined.
    private static void Search(MachineState s, in Instruction i, bool fromLow)
    {
        TermStore t = s.Store;
        Term a = Operands.Read(s, i, 1);
        Term zero = t.Equal(a, t.Constant(0, a.Width));
        Term zeros = Zeros(t, a, fromLow);
        Term found = fromLow ? zeros : t.Subtract(t.Constant((UInt128)(a.Width - 1), a.Width), zeros);
        Operands.Write(s, i, 0, t.Choice(zero, s.Run.Fresh("undefined", a.Width), found));
        s[Flag.Zero] = new(zero);
        FlagRules.Undefine(s, Flag.Carry, Flag.Parity, Flag.Sign, Flag.Overflow);
    }

    private static void CountZeros(MachineState s, in Instruction i, bool fromLow)
    {
        TermStore t = s.Store;
        Term a = Operands.Read(s, i, 1);
        Term count = Zeros(t, a, fromLow);
        Operands.Write(s, i, 0, count);
        s[Flag.Carry] = new(() => t.Equal(a, t.Constant(0, a.Width)));
        s[Flag.Zero] = new(() => t.Equal(count, t.Constant(0, a.Width)));
        FlagRules.Undefine(s, Flag.Parity, Flag.Sign, Flag.Overflow);
    }

    private static void CountOnes(MachineState s, in Instruction i)
    {
        TermStore t = s.Store;
        Term a = Operands.Read(s, i, 1);
        Term count = t.Constant(0, a.Width);
        for (int bit = 0; bit < a.Width; bit++)
            count = t.Add(count, t.ZeroExtend(t.Extract(a, bit, bit), a.Width));
        Operands.Write(s, i, 0, count);
        s[Flag.Zero] = new(() => t.Equal(a, t.Constant(0, a.Width)));
        s[Flag.Carry] = s[Flag.Parity] = s[Flag.Sign] = s[Flag.Overflow] = new(t.False);
    }

    // How many zeros before the first one, from the low or the high end; the width for zero. By halves: if one half
    // is empty its length is added and the other half looked at.
    private static Term Zeros(TermStore t, Term a, bool fromLow)
    {
        int width = a.Width;
        Term count = t.Constant(0, width);
        Term rest = a;
        for (int half = width / 2; half >= 1; half /= 2)
        {
            Term near = fromLow ? t.Extract(rest, half - 1, 0) : t.Extract(rest, (2 * half) - 1, half);
            Term far = fromLow ? t.Extract(rest, (2 * half) - 1, half) : t.Extract(rest, half - 1, 0);
            Term empty = t.Equal(near, t.Constant(0, half));
            count = t.Add(count, t.Choice(empty, t.Constant((UInt128)half, width), t.Constant(0, width)));
            rest = t.Choice(empty, far, near);
        }
        return t.Add(count, t.ZeroExtend(t.Not(rest), width));
    }
}
