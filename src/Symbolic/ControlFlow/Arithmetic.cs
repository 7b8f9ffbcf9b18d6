using Iced.Intel;
using static Verified.Symbolic.ControlFlow.Operands;

namespace Verified.Symbolic.ControlFlow;

/// <summary>What arithmetic, logic and shifts give in an <see cref="AbstractState"/>.</summary>
internal static class Arithmetic
{
    /// <summary>What ADD and INC give.</summary>
    public static AbstractValue Sum(AbstractState s, in Instruction i, AbstractValue with)
    {
        AbstractValue first = Value(s, i, 0);
        if (Size(i, 0) == 8)
            return Operands.Sum(s, first, with);
        return Fit(s, i, s.Number(first).Add(s.Number(with)));
    }

    /// <summary>What SUB and DEC give.</summary>
    public static AbstractValue Difference(AbstractState s, in Instruction i)
    {
        AbstractValue first = Value(s, i, 0);
        AbstractValue with = i.OpCount == 1 ? AbstractValue.Constant(1) : Value(s, i, 1);
        bool areRegisters = i.OpCount == 2 && i.Op0Kind == OpKind.Register && i.Op1Kind == OpKind.Register;
        if (areRegisters && i.Op0Register == i.Op1Register)
            return AbstractValue.Constant(0);
        if (!with.IsConstant)
            return Fit(s, i, AbstractValue.Anything);
        Int128 number = (Int128)(long)(ulong)with.Low;
        return Size(i, 0) == 8 ? first.Plus(-number) : Fit(s, i, s.Number(first).Plus(-number));
    }

    /// <summary>What AND, OR and XOR give.</summary>
    public static AbstractValue Bitwise(AbstractState s, in Instruction i)
    {
        if (i.Mnemonic == Mnemonic.Xor)
        {
            return i.Op0Kind == OpKind.Register && i.Op1Kind == OpKind.Register && i.Op0Register == i.Op1Register
                ? AbstractValue.Constant(0)
                : Fit(s, i, AbstractValue.Anything);
        }

        AbstractValue a = Value(s, i, 0), b = Value(s, i, 1);
        AbstractValue x = s.Number(a), y = s.Number(b);
        if (i.Mnemonic == Mnemonic.Or)
        {
            Int128 above = x.High > y.High ? x.High : y.High;
            Int128 most = 1;
            while (most <= above)
                most <<= 1;
            return Fit(s, i, AbstractValue.Range(0, most - 1, 1)) with { Ones = x.Ones | y.Ones };
        }

        if (!y.IsConstant)
            (x, y) = (y, x);
        if (!y.IsConstant)
            return Fit(s, i, AbstractValue.Range(0, Int128.Min(x.High, y.High), 1));
        ulong mask = (ulong)y.Low;
        if (x.IsConstant)
            return AbstractValue.Constant((ulong)x.Low & mask);
        Int128 high = Int128.Min(x.High, mask);
        Int128 stride = (Int128)(mask & (~mask + 1));
        if (mask == 0)
            return AbstractValue.Constant(0);
        return AbstractValue.Range(0, high / stride * stride, stride) with { Ones = x.Ones & mask };
    }

    /// <summary>What SHL and SHR give.</summary>
    public static AbstractValue Shift(AbstractState s, in Instruction i)
    {
        if (i.OpCount == 2 && i.Op1Kind == OpKind.Immediate8)
        {
            int by = i.Immediate8 & 63;
            AbstractValue value = Value(s, i, 0), x = s.Number(value);
            if (i.Mnemonic == Mnemonic.Shl)
                return Fit(s, i, s.Product(value, 1UL << by));
            return AbstractValue.Range(x.Low >> by, x.High >> by, 1);
        }

        return Fit(s, i, AbstractValue.Anything);
    }

    /// <summary>A result of 32 bits or fewer wraps there; writing it to a register does that for 32.</summary>
    public static AbstractValue Fit(AbstractState s, in Instruction i, AbstractValue value) => Size(i, 0) switch
    {
        8 => value,
        4 => AbstractState.Low(value),
        int bytes => AbstractValue.Range(0, ((Int128)1 << (8 * bytes)) - 1, 1),
    };
}
