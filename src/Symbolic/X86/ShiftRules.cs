using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// Shifts and rotations (AMD64 manual vol. 3, SAL, SAR, SHR, ROL, ROR). A count of 0 leaves the flags alone.
/// </summary>
internal static class ShiftRules
{
    public static readonly IReadOnlyDictionary<Mnemonic, InstructionRule> All
        = new Dictionary<Mnemonic, InstructionRule>
        {
            [Mnemonic.Shl] = Shift,
            [Mnemonic.Sal] = Shift,
            [Mnemonic.Shr] = Shift,
            [Mnemonic.Sar] = Shift,
            [Mnemonic.Rol] = Rotate,
            [Mnemonic.Ror] = Rotate,
        };

    private static void Shift(MachineState s, in Instruction i)
    {
        TermStore t = s.Store;
        Mnemonic kind = i.Mnemonic;
        Term a = Operands.Read(s, i, 0), count = Count(s, i, a.Width);
        Term result = kind switch
        {
            Mnemonic.Shr => t.ShiftRight(a, count),
            Mnemonic.Sar => t.ShiftRightSigned(a, count),
            _ => t.ShiftLeft(a, count),
        };
        Operands.Write(s, i, 0, result);
        if (count.IsZero)
            return;
        LazyTerm[] before = [.. Enum.GetValues<Flag>().Select(f => s[f])];
        FlagRules.SignZeroParity(s, result);
        s[Flag.Carry] = new(() => LastBitOut(t, kind, a, count));
        SetOverflow(s, kind, a, result, count);
        // Counts from the width on leave the carry of a narrow operand undefined.
        if (a.Width < 32 && kind != Mnemonic.Sar)
            s[Flag.Carry] = UndefinedFrom(s, count, a.Width, s[Flag.Carry]);
        if (!count.IsConstant)
            KeepWhenZero(s, count, before);
    }

    private static Term Count(MachineState s, in Instruction i, int width)
    {
        TermStore t = s.Store;
        Term count = i.GetOpKind(1) == OpKind.Register ? s[Register.CL] : Operands.Read(s, i, 1, 8);
        return t.ZeroExtend(t.And(count, t.Constant(width == 64 ? 63u : 31u, 8)), width);
    }

    // In a word of twice the width nothing is lost, and the last bit that left stands at a known place.
    private static Term LastBitOut(TermStore t, Mnemonic kind, Term a, Term count)
    {
        int wide = 2 * a.Width;
        Term amount = t.ZeroExtend(count, wide);
        Term less = t.Subtract(amount, t.Constant(1, wide));
        return kind switch
        {
            Mnemonic.Shr => t.Bit(t.ShiftRight(t.ZeroExtend(a, wide), less), 0),
            Mnemonic.Sar => t.Bit(t.ShiftRightSigned(t.SignExtend(a, wide), less), 0),
            _ => t.Bit(t.ShiftLeft(t.ZeroExtend(a, wide), amount), a.Width),
        };
    }

    // Defined for a count of 1 only.
    private static void SetOverflow(MachineState s, Mnemonic kind, Term a, Term result, Term count)
    {
        TermStore t = s.Store;
        LazyTerm carry = s[Flag.Carry];
        Term unknown = s.Run.Fresh("undefined", 0);
        s[Flag.Overflow] = new(() =>
        {
            Term once = kind switch
            {
                Mnemonic.Shr => FlagRules.Sign(t, a),
                Mnemonic.Sar => t.False,
                _ => t.Not(t.Equal(FlagRules.Sign(t, result), carry.Value)),
            };
            return t.Choice(t.Equal(count, t.Constant(1, count.Width)), once, unknown);
        });
    }

    private static LazyTerm UndefinedFrom(MachineState s, Term count, int limit, LazyTerm flag)
    {
        TermStore t = s.Store;
        Term unknown = s.Run.Fresh("undefined", 0);
        return new(() => t.Choice(t.Less(t.Constant((UInt128)limit, count.Width), count), unknown, flag.Value));
    }

    private static void KeepWhenZero(MachineState s, Term count, LazyTerm[] before)
    {
        TermStore t = s.Store;
        Term zero = t.Equal(count, t.Constant(0, count.Width));
        foreach (Flag flag in Enum.GetValues<Flag>())
            s[flag] = LazyTerm.Choice(zero, before[(int)flag], s[flag]);
    }

    private static void Rotate(MachineState s, in Instruction i)
    {
        TermStore t = s.Store;
        Term a = Operands.Read(s, i, 0), count = Count(s, i, a.Width);
        if (!count.IsConstant)
            throw Operands.Unknown(s, i, "variable count");
        int width = a.Width, masked = (int)count.Value;
        bool left = i.Mnemonic == Mnemonic.Rol;
        int up = left ? masked % width : (width - (masked % width)) % width;
        Term result = up == 0 ? a : t.Concat(t.Extract(a, width - up - 1, 0), t.Extract(a, width - 1, width - up));
        Operands.Write(s, i, 0, result);
        if (masked == 0)
            return;
        s[Flag.Carry] = new(() => t.Bit(result, left ? 0 : width - 1));
        if (masked != 1)
            FlagRules.Undefine(s, Flag.Overflow);
        else
            s[Flag.Overflow] = new(() => t.Not(t.Equal(
                t.Bit(result, width - 1), t.Bit(result, left ? 0 : width - 2))));
    }
}
