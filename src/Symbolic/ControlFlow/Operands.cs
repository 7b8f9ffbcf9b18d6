using Iced.Intel;

namespace Verified.Symbolic.ControlFlow;

/// <summary>What operands hold in an <see cref="AbstractState"/>, and where the memory operand stands.</summary>
internal static class Operands
{
    // A pointer in memory that a pointer in memory leads to is followed; no further.
    private const int MostLoads = 2;

    /// <summary>The address of the memory operand.</summary>
    public static AbstractValue Address(AbstractState s, in Instruction i)
    {
        if (i.IsIPRelativeMemoryOperand)
            return AbstractValue.Constant(i.IPRelativeMemoryAddress);
        AbstractValue address = AbstractValue.Constant(0);
        if (i.MemoryBase != Register.None)
            address = Whole(s, i.MemoryBase);
        if (i.MemoryIndex != Register.None)
        {
            AbstractValue index = Whole(s, i.MemoryIndex);
            // The base may be the index of an address that a number gives.
            if (i.MemoryIndexScale == 1 && address.Origin.Kind == OriginKind.Number)
                address = Sum(s, index, address);
            else
                address = Sum(s, address, s.Product(index, (ulong)i.MemoryIndexScale));
        }

        return address.Plus((long)i.MemoryDisplacement64);
    }

    /// <summary>The sum of two values of 64 bits.</summary>
    public static AbstractValue Sum(AbstractState s, AbstractValue a, AbstractValue b)
    {
        if (a.Origin.Kind != OriginKind.Number && b.Origin.Kind != OriginKind.Number)
            (a, b) = IsPointer(b) ? (s.Number(a), b) : (a, s.Number(b));
        return a.Add(b);
    }

    // Which of two unknowns is what the sum counts from: where there is a choice, what cannot be a 32-bit number.
    private static bool IsPointer(AbstractValue value) =>
        value.Origin.Most > uint.MaxValue && value.Origin.Kind != OriginKind.Scaled;

    private static AbstractValue Whole(AbstractState s, Register register) =>
        register.IsGPR64() ? s[register] : AbstractValue.Anything;

    /// <summary>What an operand holds.</summary>
    public static AbstractValue Value(AbstractState s, in Instruction i, int operand)
    {
        if (i.GetOpKind(operand) == OpKind.Register)
            return Read(s, i.GetOpRegister(operand));
        if (i.GetOpKind(operand) == OpKind.Memory)
            return Load(s, i, i.MemorySize.GetSize());
        if (i.GetOpKind(operand) is >= OpKind.Immediate8 and <= OpKind.Immediate32to64)
            return AbstractValue.Constant(Size(i, 0) == 4 ? (uint)i.GetImmediate(operand) : i.GetImmediate(operand));
        return AbstractValue.Anything;
    }

    /// <summary>What a register holds.</summary>
    public static AbstractValue Read(AbstractState s, Register register)
    {
        if (register.IsGPR64())
            return s[register];
        if (register.IsGPR32())
            return AbstractState.Low(s[register.GetFullRegister()]);
        if (register.IsGPR())
        {
            Int128 most = register.GetSize() == 1 ? 0xff : 0xffff;
            AbstractValue whole = s.Number(s[register.GetFullRegister()]);
            bool isSecond = register is >= Register.AH and <= Register.BH;
            return whole.High <= most && !isSecond ? whole : AbstractValue.Range(0, most, 1);
        }

        return AbstractValue.Anything;
    }

    private static AbstractValue Load(AbstractState s, in Instruction i, int bytes)
    {
        AbstractValue place = Address(s, i);
        if (bytes > 8)
            return AbstractValue.Anything;
        if (place is { Origin.Kind: OriginKind.Frame, IsExact: true } && s.Load((long)place.Low, bytes) is { } known)
            return known;
        s.Redefine(i.IP);
        place = Address(s, i);
        return place.Origin.Depth < MostLoads && !place.IsAnything && place.Origin.Kind != OriginKind.Defined
            ? AbstractValue.Of(Origin.Loaded(place, bytes, i.IP))
            : AbstractValue.Of(bytes == 8 ? Origin.Defined(i.IP, 1) : Origin.Loaded(AbstractValue.Anything, bytes, i.IP));
    }

    /// <summary>Bytes of an operand.</summary>
    public static int Size(in Instruction i, int operand) => i.GetOpKind(operand) == OpKind.Register
        ? i.GetOpRegister(operand).GetSize()
        : i.MemorySize.GetSize();
}
