using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// Status flags after the common operations, and the conditions over them (AMD64 manual vol. 1, 3.1.4).
/// </summary>
internal static class FlagRules
{
    /// <summary>After <paramref name="result"/> = a + b + carry.</summary>
    public static void AfterAdd(MachineState s, Term a, Term b, Term result, Term? carry = null)
    {
        TermStore t = s.Store;
        SignZeroParity(s, result);
        s[Flag.Carry] = carry is null
            ? new(() => t.Less(result, a))
            : new(() => t.Choice(carry, t.AtMost(result, a), t.Less(result, a)));
        s[Flag.Overflow] = new(() => Sign(t, t.And(t.Xor(a, result), t.Xor(b, result))));
    }

    /// <summary>After <paramref name="result"/> = a - b - borrow.</summary>
    public static void AfterSubtract(MachineState s, Term a, Term b, Term result, Term? borrow = null)
    {
        TermStore t = s.Store;
        SignZeroParity(s, result);
        s[Flag.Carry] = borrow is null
            ? new(() => t.Less(a, b))
            : new(() => t.Choice(borrow, t.AtMost(a, b), t.Less(a, b)));
        // As an equality of the operands, which later simplifies better than one of the difference.
        if (borrow is null)
            s[Flag.Zero] = new(() => t.Equal(a, b));
        s[Flag.Overflow] = new(() => Sign(t, t.And(t.Xor(a, b), t.Xor(a, result))));
    }

    /// <summary>After a bitwise operation.</summary>
    public static void AfterLogic(MachineState s, Term result)
    {
        SignZeroParity(s, result);
        s[Flag.Carry] = new(s.Store.False);
        s[Flag.Overflow] = new(s.Store.False);
    }

    /// <summary>The flags that depend on the result alone.</summary>
    public static void SignZeroParity(MachineState s, Term result)
    {
        TermStore t = s.Store;
        s[Flag.Parity] = new(() => Parity(t, result));
        s[Flag.Zero] = new(() => t.Equal(result, t.Constant(0, result.Width)));
        s[Flag.Sign] = new(() => Sign(t, result));
    }

    /// <summary>Makes flags unknown, where the manual leaves them undefined.</summary>
    public static void Undefine(MachineState s, params ReadOnlySpan<Flag> flags)
    {
        foreach (Flag flag in flags)
            s[flag] = new(s.Run.Fresh("undefined", 0));
    }

    /// <summary>The top bit.</summary>
    public static Term Sign(TermStore t, Term word) => t.Bit(word, word.Width - 1);

    /// <summary>What a conditional instruction tests.</summary>
    public static Term Condition(MachineState s, in Instruction i)
    {
        TermStore t = s.Store;
        return i.ConditionCode switch
        {
            ConditionCode.o => s[Flag.Overflow].Value,
            ConditionCode.no => t.Not(s[Flag.Overflow].Value),
            ConditionCode.b => s[Flag.Carry].Value,
            ConditionCode.ae => t.Not(s[Flag.Carry].Value),
            ConditionCode.e => s[Flag.Zero].Value,
            ConditionCode.ne => t.Not(s[Flag.Zero].Value),
            ConditionCode.be => BelowOrEqual(s),
            ConditionCode.a => t.Not(BelowOrEqual(s)),
            ConditionCode.s => s[Flag.Sign].Value,
            ConditionCode.ns => t.Not(s[Flag.Sign].Value),
            ConditionCode.p => s[Flag.Parity].Value,
            ConditionCode.np => t.Not(s[Flag.Parity].Value),
            ConditionCode.l => SignedLess(s),
            ConditionCode.ge => t.Not(SignedLess(s)),
            ConditionCode.le => t.Or(s[Flag.Zero].Value, SignedLess(s)),
            ConditionCode.g => t.Not(t.Or(s[Flag.Zero].Value, SignedLess(s))),
            _ => throw Operands.Unknown(s, i, "condition"),
        };
    }

    private static Term BelowOrEqual(MachineState s) => s.Store.Or(s[Flag.Carry].Value, s[Flag.Zero].Value);

    private static Term SignedLess(MachineState s) =>
        s.Store.Not(s.Store.Equal(s[Flag.Sign].Value, s[Flag.Overflow].Value));

    private static Term Parity(TermStore t, Term result)
    {
        Term odd = t.Extract(result, 0, 0);
        for (int bit = 1; bit < 8; bit++)
            odd = t.Xor(odd, t.Extract(result, bit, bit));
        return t.Equal(odd, t.Constant(0, 1));
    }
}
