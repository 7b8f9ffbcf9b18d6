using Iced.Intel;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// What an instruction that goes on to the next one does to an <see cref="AbstractState"/>. What is not known here
/// makes
/// every register that it writes unknown, and its stores are stores of something unknown.
/// </summary>
internal sealed class Transfer
{
    private readonly InstructionInfoFactory _info = new();
    private readonly Action<AbstractState, AbstractStore> _store;
    private readonly Action<ulong, string> _fault;

    /// <param name="store">Told of each store.</param>
    /// <param name="fault">Told of what is not understood.</param>
    public Transfer(Action<AbstractState, AbstractStore> store, Action<ulong, string> fault)
    {
        _store = store;
        _fault = fault;
    }

    /// <summary>Executes an instruction.</summary>
    public void Execute(AbstractState s, in Instruction i)
    {
        switch (i.Mnemonic)
        {
            case Mnemonic.Mov or Mnemonic.Movzx:
                Move(s, i, Value(s, i, 1));
                break;
            case Mnemonic.Movsxd or Mnemonic.Movsx or Mnemonic.Cdqe:
                SignExtend(s, i);
                break;
            case Mnemonic.Lea:
                Move(s, i, Address(s, i));
                break;
            case Mnemonic.Add or Mnemonic.Inc:
                Move(s, i, i.OpCount == 1 ? Sum(s, i, AbstractValue.Constant(1)) : Sum(s, i, Value(s, i, 1)));
                break;
            case Mnemonic.Sub or Mnemonic.Dec:
                Move(s, i, Difference(s, i));
                break;
            case Mnemonic.And or Mnemonic.Or or Mnemonic.Xor:
                Move(s, i, Logic(s, i));
                break;
            case Mnemonic.Shl or Mnemonic.Shr:
                Move(s, i, Shift(s, i));
                break;
            case Mnemonic.Imul when i.OpCount == 3 && i.GetOpKind(2) != OpKind.Register:
                Move(s, i, Fit(s, i, s.Product(Value(s, i, 1), i.GetImmediate(2))));
                break;
            case Mnemonic.Push:
                Push(s, i);
                break;
            case Mnemonic.Pop:
                Pop(s, i);
                break;
            case Mnemonic.Stosb or Mnemonic.Stosq or Mnemonic.Movsb or Mnemonic.Movsq:
                String(s, i);
                break;
            case Mnemonic.Vmrun or Mnemonic.Vmsave:
                ControlBlock(s, i);
                break;
            default:
                Other(s, i);
                break;
        }

        Compare(s, i);
    }

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

    private static AbstractValue Sum(AbstractState s, AbstractValue a, AbstractValue b)
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

    private static AbstractValue Value(AbstractState s, in Instruction i, int operand)
    {
        if (i.GetOpKind(operand) == OpKind.Register)
            return Read(s, i.GetOpRegister(operand));
        if (i.GetOpKind(operand) == OpKind.Memory)
            return Load(s, i, i.MemorySize.GetSize());
        if (i.GetOpKind(operand) is >= OpKind.Immediate8 and <= OpKind.Immediate32to64)
            return AbstractValue.Constant(Size(i, 0) == 4 ? (uint)i.GetImmediate(operand) : i.GetImmediate(operand));
        return AbstractValue.Anything;
    }

    private static AbstractValue Read(AbstractState s, Register register)
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

    // A pointer in memory that a pointer in memory leads to is followed; no further.
    private const int MostLoads = 2;

    /// <summary>Puts a value where the first operand says.</summary>
    private void Move(AbstractState s, in Instruction i, AbstractValue value)
    {
        if (i.Op0Kind == OpKind.Register)
            Write(s, i.Op0Register, value, i.IP);
        else if (i.Op0Kind == OpKind.Memory)
            StoreTo(s, i.IP, Address(s, i), i.MemorySize.GetSize(), value);
    }

    private static void Write(AbstractState s, Register register, AbstractValue value, ulong at)
    {
        if (register.IsGPR64())
            s[register] = value;
        else if (register.IsGPR32())
            s[register.GetFullRegister()] = AbstractState.Low(value);
        else if (register.IsGPR())
            s[register.GetFullRegister()] = value.Origin.Mentions(at) ? AbstractValue.Anything : Partly(s, register);
    }

    // A byte or a half word is replaced: below 2^32 stays so.
    private static AbstractValue Partly(AbstractState s, Register register) =>
        s.Number(s[register.GetFullRegister()]).High <= uint.MaxValue
            ? AbstractValue.Range(0, uint.MaxValue, 1)
            : AbstractValue.Anything;

    /// <summary>A store: to the frame it is remembered there.</summary>
    private void StoreTo(AbstractState s, ulong at, AbstractValue place, int bytes, AbstractValue? value)
    {
        AbstractStore store = new(at, place, AbstractValue.Constant((ulong)bytes), value);
        _store(s, store);
        Apply(s, store);
    }

    /// <summary>What a store leaves of the frame's words.</summary>
    public static void Apply(AbstractState s, AbstractStore store)
    {
        if (store.Place.Origin.Kind != OriginKind.Frame)
            return;
        Int128 most = s.Number(store.Bytes).High;
        if (store.Place.IsExact && store.Bytes.IsConstant)
            s.Store((long)store.Place.Low, (long)most, most == 4 || most == 8 ? store.Value : null);
        else
            s.Store((long)store.Place.Low, (long)Int128.Min(store.Place.High - store.Place.Low + most, int.MaxValue), null);
    }

    private static void SignExtend(AbstractState s, in Instruction i)
    {
        AbstractValue value = i.Mnemonic == Mnemonic.Cdqe ? Read(s, Register.EAX) : Value(s, i, 1);
        int bits = i.Mnemonic == Mnemonic.Cdqe ? 32 : Size(i, 1) * 8;
        bool isPositive = s.Number(value).High < (Int128)1 << (bits - 1);
        Register target = i.Mnemonic == Mnemonic.Cdqe ? Register.RAX : i.Op0Register;
        Write(s, target, isPositive ? value : AbstractValue.Anything, i.IP);
    }

    private static AbstractValue Sum(AbstractState s, in Instruction i, AbstractValue with)
    {
        AbstractValue first = Value(s, i, 0);
        if (Size(i, 0) == 8)
            return Sum(s, first, with);
        return Fit(s, i, s.Number(first).Add(s.Number(with)));
    }

    private static AbstractValue Difference(AbstractState s, in Instruction i)
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

    private static AbstractValue Logic(AbstractState s, in Instruction i)
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

    private static AbstractValue Shift(AbstractState s, in Instruction i)
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

    // A result of 32 bits or fewer wraps there; writing it to a register does that for 32.
    private static AbstractValue Fit(AbstractState s, in Instruction i, AbstractValue value) => Size(i, 0) switch
    {
        8 => value,
        4 => AbstractState.Low(value),
        int bytes => AbstractValue.Range(0, ((Int128)1 << (8 * bytes)) - 1, 1),
    };

    private static int Size(in Instruction i, int operand) => i.GetOpKind(operand) == OpKind.Register
        ? i.GetOpRegister(operand).GetSize()
        : i.MemorySize.GetSize();

    private void Push(AbstractState s, in Instruction i)
    {
        AbstractValue value = Value(s, i, 0);
        s[Register.RSP] = s[Register.RSP].Plus(-8);
        StoreTo(s, i.IP, s[Register.RSP], 8, value);
    }

    private static void Pop(AbstractState s, in Instruction i)
    {
        AbstractValue value = s.Depth is { } depth && s.Load(depth, 8) is { } known ? known : AbstractValue.Anything;
        s[Register.RSP] = s[Register.RSP].Plus(8);
        if (i.Op0Kind == OpKind.Register)
            Write(s, i.Op0Register, value, i.IP);
    }

    private void String(AbstractState s, in Instruction i)
    {
        int size = i.MemorySize.GetSize();
        AbstractValue target = s[Register.RDI];
        if (i.HasRepPrefix)
        {
            AbstractValue count = s.Number(s[Register.RCX]);
            AbstractStore store = new(i.IP, target, count.Times((ulong)size), null);
            _store(s, store);
            Apply(s, store);
            s[Register.RCX] = AbstractValue.Constant(0);
            s[Register.RDI] = count.IsConstant ? target.Plus(count.Low * size) : AbstractValue.Anything;
        }
        else
        {
            StoreTo(s, i.IP, target, size, null);
            s[Register.RDI] = AbstractValue.Anything;
        }

        if (i.Mnemonic is Mnemonic.Movsb or Mnemonic.Movsq)
            s[Register.RSI] = AbstractValue.Anything;
    }

    private void Other(AbstractState s, in Instruction i)
    {
        InstructionInfo info = _info.GetInfo(i);
        for (int k = 0; k < i.OpCount; k++)
        {
            if (i.GetOpKind(k) == OpKind.Memory && IsWrite(info.GetOpAccess(k)))
                StoreTo(s, i.IP, Address(s, i), i.MemorySize.GetSize(), null);
        }

        if (i.IsStringInstruction && info.GetUsedMemory().Any(m => IsWrite(m.Access)))
            _fault(i.IP, $"'{i}' stores in a way that is not known here");
        Clobber(s, i);
    }

    /// <summary>
    /// VMRUN and VMSAVE write to the control block that RAX names. After VMRUN, RAX and RSP are the host's again (AMD64
    /// manual vol. 2, 15.5.1); all other general registers are as the guest left them.
    /// </summary>
    private void ControlBlock(AbstractState s, in Instruction i)
    {
        AbstractValue block = s[Register.RAX], top = s[Register.RSP];
        _store(s, new(i.IP, block, AbstractValue.Constant(0x1000), null));
        if (i.Mnemonic != Mnemonic.Vmrun)
            return;
        for (Register register = Register.RAX; register <= Register.R15; register++)
            s[register] = AbstractValue.Anything;
        s[Register.RAX] = block;
        s[Register.RSP] = top;
    }

    private void Clobber(AbstractState s, in Instruction i)
    {
        s.Redefine(i.IP);
        foreach (UsedRegister used in _info.GetInfo(i).GetUsedRegisters())
        {
            if (IsWrite(used.Access) && used.Register.IsGPR())
                s[used.Register.GetFullRegister()] = AbstractValue.Anything;
        }
    }

    private static bool IsWrite(OpAccess access) =>
        access is OpAccess.Write or OpAccess.CondWrite or OpAccess.ReadWrite or OpAccess.ReadCondWrite;

    private static void Compare(AbstractState s, in Instruction i)
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
