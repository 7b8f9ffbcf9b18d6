using Iced.Intel;
using static Verified.Symbolic.ControlFlow.Operands;

namespace Verified.Symbolic.ControlFlow;

/// <summary>What a comparison and the jump behind it say about a register.</summary>
internal static class Comparisons
{
    /// <summary>Remembers what an instruction compares, or that the flags are another's now.</summary>
    public static void Compare(AbstractState s, in Instruction i)
    {
        if (i.Mnemonic == Mnemonic.Cmp && i.Op0Kind == OpKind.Register && i.Op0Register.GetSize() >= 4)
        {
            AbstractValue with = s.Number(Value(s, i, 1));
            AbstractValue value = Read(s, i.Op0Register), whole = s[i.Op0Register.GetFullRegister()];
            // Of a comparison with one of several numbers, the largest is what an upper bound needs.
            s.Compared = value.Origin.Kind != OriginKind.Number || value == whole
                ? (i.Op0Register.GetFullRegister(), value, (ulong)with.High)
                : null;
        }
        else if (i.RflagsModified != RflagsBits.None)
        {
            s.Compared = null;
        }
    }

    /// <summary>What a conditional jump says about the value that was compared.</summary>
    public static void Refine(AbstractState s, ConditionCode condition, bool taken)
    {
        if (s.Compared is not { } compared)
            return;
        Int128? bound = (condition, taken) switch
        {
            (ConditionCode.b, true) or (ConditionCode.ae, false) => compared.With == 0 ? null : (Int128)compared.With - 1,
            (ConditionCode.be, true) or (ConditionCode.a, false) => compared.With,
            (ConditionCode.l, true) or (ConditionCode.ge, false) => Signed(s, compared.Value, (Int128)compared.With - 1),
            (ConditionCode.le, true) or (ConditionCode.g, false) => Signed(s, compared.Value, compared.With),
            (ConditionCode.e, true) or (ConditionCode.ne, false) => compared.With,
            _ => null,
        };
        if (bound is not { } most)
            return;
        AbstractValue value = compared.Value;
        if (value.Origin.Kind == OriginKind.Number)
            Narrow(s, compared.Register, value, most);
        else if (value.IsExact && value.Low == 0)
            s.Bound(value.Origin, (UInt128)most);
    }

    // A signed comparison says something when neither side can be negative.
    private static Int128? Signed(AbstractState s, AbstractValue value, Int128 high) =>
        s.Number(value).High <= int.MaxValue && high >= 0 && high <= int.MaxValue ? high : null;

    private static void Narrow(AbstractState s, Register register, AbstractValue value, Int128 most)
    {
        if (value.High <= most || value.Low > most)
            return;
        Int128 stride = value.Stride == 0 ? 1 : value.Stride;
        Int128 high = value.Low + ((most - value.Low) / stride * stride);
        s[register] = AbstractValue.Range(value.Low, high, stride) with { Ones = value.Ones };
    }
}
