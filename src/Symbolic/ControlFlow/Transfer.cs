using Iced.Intel;
using static Verified.Symbolic.ControlFlow.Arithmetic;
using static Verified.Symbolic.ControlFlow.Operands;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// What an instruction that goes on to the next one does to an <see cref="AbstractState"/>. What is not known here
/// makes every register that it writes unknown, and its stores are stores of something unknown.
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
                Move(s, i, Bitwise(s, i));
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

        Comparisons.Compare(s, i);
    }

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
}
