using Iced.Intel;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// The state of a processor as terms, under a path condition. Segment registers, x87 and MXCSR are not modelled: no
/// instruction that the lifter knows reads or writes them. The direction flag is clear, as the ABI demands; no
/// instruction that the lifter knows sets it.
/// </summary>
public sealed class MachineState
{
    /// <summary>Number of general registers, and of XMM registers.</summary>
    public const int RegisterCount = 16;

    private readonly Term[] _general;
    private readonly Term[] _vector;
    private readonly LazyTerm[] _flags;

    /// <summary>A state whose registers and flags are unknown, named after the registers.</summary>
    public MachineState(LiftRun run, IMemory memory)
    {
        Run = run ?? throw new ArgumentNullException(nameof(run));
        Memory = memory ?? throw new ArgumentNullException(nameof(memory));
        Path = PathCondition.Always(run.Store);
        _general = [.. Enumerable.Range(0, RegisterCount)
            .Select(i => Store.Variable((Register.RAX + i).ToString().ToLowerInvariant(), 64))];
        _vector = [.. Enumerable.Range(0, RegisterCount)
            .Select(i => Store.Variable((Register.XMM0 + i).ToString().ToLowerInvariant(), 128))];
        _flags = [.. Enum.GetValues<Flag>()
            .Select(f => new LazyTerm(Store.Variable("flag." + f.ToString().ToLowerInvariant(), 0)))];
    }

    private MachineState(MachineState other, IMemory memory)
    {
        Run = other.Run;
        Memory = memory;
        Path = other.Path;
        Rip = other.Rip;
        _general = [.. other._general];
        _vector = [.. other._vector];
        _flags = [.. other._flags];
    }

    /// <summary>What this state shares with all others of its exploration.</summary>
    public LiftRun Run { get; }

    /// <summary>The store of all its terms.</summary>
    public TermStore Store => Run.Store;

    /// <summary>The state's memory.</summary>
    public IMemory Memory { get; private set; }

    /// <summary>What holds when control is here.</summary>
    public PathCondition Path { get; set; }

    /// <summary>The address of the instruction to execute, or of the one that is executing.</summary>
    public ulong Rip { get; set; }

    /// <summary>
    /// The value of a general register or a part of one (8, 16, 32 or 64 bits), or of an XMM register.
    /// </summary>
    public Term this[Register register]
    {
        get
        {
            if (IsVector(register))
                return _vector[register - Register.XMM0];
            Term whole = _general[Number(register)];
            int low = IsSecondByte(register) ? 8 : 0;
            return Store.Extract(whole, low + (register.GetSize() * 8) - 1, low);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Width != register.GetSize() * 8)
                throw new LiftException(Rip, $"{value.Width} bits for {register}");
            if (IsVector(register))
                _vector[register - Register.XMM0] = value;
            else
                _general[Number(register)] = Whole(register, value);
        }
    }

    /// <summary>A status flag.</summary>
    public LazyTerm this[Flag flag]
    {
        get => _flags[(int)flag];
        set => _flags[(int)flag] = value;
    }

    /// <summary>A state that changes apart from this one.</summary>
    public MachineState Fork() => new(this, Memory.Fork());

    /// <summary>Either this state or another at the same place: their paths exclude each other.</summary>
    public MachineState Merge(MachineState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (PathCondition either, Term first) = Path.Merge(other.Path);
        MachineState merged = new(this, Memory.Merge(first, other.Memory)) { Path = either };
        for (int i = 0; i < RegisterCount; i++)
        {
            merged._general[i] = Store.Choice(first, _general[i], other._general[i]);
            merged._vector[i] = Store.Choice(first, _vector[i], other._vector[i]);
        }
        for (int i = 0; i < _flags.Length; i++)
            merged._flags[i] = LazyTerm.Choice(first, _flags[i], other._flags[i]);
        return merged;
    }

    private static bool IsVector(Register register) => register is >= Register.XMM0 and <= Register.XMM15;

    private static bool IsSecondByte(Register register) => register is >= Register.AH and <= Register.BH;

    private int Number(Register register)
    {
        if (IsSecondByte(register))
            return register - Register.AH;
        return register.IsGPR()
            ? register.GetFullRegister() - Register.RAX
            : throw new LiftException(Rip, $"register {register} is not modelled");
    }

    // A 32-bit result clears the upper half; narrower ones leave the rest as it was (AMD64 manual vol. 1, 3.1.2).
    private Term Whole(Register register, Term value)
    {
        if (value.Width == 64)
            return value;
        if (value.Width == 32)
            return Store.ZeroExtend(value, 64);
        Term old = _general[Number(register)];
        int low = IsSecondByte(register) ? 8 : 0;
        Term upper = Store.Concat(Store.Extract(old, 63, low + value.Width), value);
        return low == 0 ? upper : Store.Concat(upper, Store.Extract(old, low - 1, 0));
    }
}
