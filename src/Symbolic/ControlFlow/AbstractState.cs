using Iced.Intel;

namespace Verified.Symbolic.ControlFlow;

/// <summary>
/// What is known at a place of a function: registers, the words of its frame, and bounds of unknowns.
/// </summary>
public sealed class AbstractState
{
    /// <summary>The registers that a call preserves (System V ABI, 3.2.1), but for the stack pointer.</summary>
    public static IReadOnlyList<Register> CalleeSaved { get; } =
        [Register.RBX, Register.RBP, Register.R12, Register.R13, Register.R14, Register.R15];

    private const int Registers = 16;

    // Names that a place gives to what meets there are no names that its instruction gives; nor are a register's a
    // word's.
    private const ulong MeetingPlace = 1UL << 63;
    private const int FrameParts = 32;

    private readonly AbstractValue[] _registers;
    private readonly SortedDictionary<long, (AbstractValue Value, int Bytes)> _frame;
    private readonly Dictionary<Origin, UInt128> _bounds;

    private AbstractState(
        AbstractValue[] registers, SortedDictionary<long, (AbstractValue, int)> frame, Dictionary<Origin, UInt128> bounds)
    {
        _registers = registers;
        _frame = frame;
        _bounds = bounds;
    }

    /// <summary>The register that was compared last, if neither it nor the flags have changed, and with what.</summary>
    public (Register Register, AbstractValue Value, ulong With)? Compared { get; set; }

    /// <summary>A function's entry: every register is itself, the stack pointer the frame.</summary>
    public static AbstractState Entry()
    {
        AbstractValue[] registers =
            [.. Enumerable.Range(0, Registers).Select(i => AbstractValue.Of(Origin.Entry(Register.RAX + i)))];
        registers[Register.RSP - Register.RAX] = AbstractValue.Of(Origin.Frame);
        return new(registers, [], []);
    }

    /// <summary>The value of a register of 64 bits.</summary>
    public AbstractValue this[Register register]
    {
        get => _registers[register - Register.RAX];
        set
        {
            _registers[register - Register.RAX] = value;
            if (Compared?.Register == register)
                Compared = null;
        }
    }

    /// <summary>The offset of the stack pointer from where it was at entry; null if nobody knows.</summary>
    public long? Depth =>
        this[Register.RSP] is { Origin.Kind: OriginKind.Frame, IsExact: true } top ? (long)top.Low : null;

    /// <summary>A state that changes apart from this one.</summary>
    public AbstractState Fork() => new([.. _registers], new(_frame), new(_bounds)) { Compared = Compared };

    /// <summary>The value as a number: what is known of it but for its origin.</summary>
    public AbstractValue Number(AbstractValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Origin.Kind == OriginKind.Number)
            return value;
        UInt128 most = Most(value.Origin);
        Int128 stride = value.Origin.Kind == OriginKind.Scaled ? (Int128)value.Origin.Factor : 1;
        return most > ulong.MaxValue
            ? AbstractValue.Anything
            : value.Number(AbstractValue.Range(0, (Int128)most, stride));
    }

    /// <summary>
    /// The product of a value and a number: what it counts from is kept where the product cannot wrap.
    /// </summary>
    public AbstractValue Product(AbstractValue value, ulong number)
    {
        ArgumentNullException.ThrowIfNull(value);
        bool isKept = value.Origin.Kind is not (OriginKind.Number or OriginKind.Frame) && value.IsExact && value.Low >= 0
            && number > 1 && Number(value).High * number <= ulong.MaxValue;
        return isKept
            ? AbstractValue.Of(Origin.Scaled(value.Origin, number)).Plus(value.Low * number)
            : Number(value).Times(number);
    }

    /// <summary>The value, or the place that it was loaded from, as a number if more is known of it here.</summary>
    public AbstractValue Bounded(AbstractValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Origin origin = value.Origin;
        if (origin.Kind == OriginKind.Loaded)
        {
            AbstractValue place = Bounded(origin.Place!);
            return place == origin.Place ? value : value with { Origin = Origin.Loaded(place, origin.Bytes, origin.At) };
        }

        if (origin.Kind != OriginKind.Scaled || Most(origin) >= origin.Most)
            return value;
        // An offset that varies would blur the multiples.
        return value.IsExact ? Number(value) : value with { Origin = origin.WithLimit(Most(origin) / origin.Factor) };
    }

    /// <summary>The low 32 bits of a value.</summary>
    public static AbstractValue Low(AbstractValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Origin.Kind == OriginKind.Number)
            return value.High <= uint.MaxValue ? value : Wrapped(value);
        if (value.Origin.Kind == OriginKind.Scaled && value.Low >= 0
            && value.High + (Int128)value.Origin.Most <= uint.MaxValue)
            return value;
        return value.IsExact && value.Low == 0 && value.Origin.Kind != OriginKind.Scaled
            ? AbstractValue.Of(Origin.Low(value.Origin))
            : Wrapped(AbstractValue.Anything);
    }

    /// <summary>The numbers below 2^32 with the stride that survives.</summary>
    private static AbstractValue Wrapped(AbstractValue value)
    {
        if (value.IsConstant)
            return AbstractValue.Constant((uint)(ulong)value.Low);
        Int128 kept = value.Stride & -value.Stride;
        if (kept < 1 || kept > (1L << 31) || value.Low % kept != 0)
            kept = 1;
        return AbstractValue.Range(0, ((Int128)1 << 32) - kept, kept) with { Ones = (uint)value.Ones };
    }

    /// <summary>Learns that an unknown is at most this.</summary>
    public void Bound(Origin origin, UInt128 most)
    {
        ArgumentNullException.ThrowIfNull(origin);
        if (most < Most(origin))
            _bounds[origin] = most;
    }

    /// <summary>Takes a name from all who have it: the instruction that gives it executes again.</summary>
    public void Redefine(ulong at)
    {
        for (int i = 0; i < Registers; i++)
        {
            if (_registers[i].Origin.Mentions(at))
                _registers[i] = AbstractValue.Anything;
        }

        foreach ((long offset, (AbstractValue value, int bytes)) in _frame.ToList())
        {
            if (value.Origin.Mentions(at))
                _frame[offset] = (AbstractValue.Anything, bytes);
        }

        foreach (Origin origin in _bounds.Keys.Where(origin => origin.Mentions(at)).ToList())
            _bounds.Remove(origin);
        if (Compared?.Value.Origin.Mentions(at) == true)
            Compared = null;
    }

    /// <summary>A word of the frame; null if it is not known as one.</summary>
    public AbstractValue? Load(long offset, int bytes)
    {
        if (!_frame.TryGetValue(offset, out (AbstractValue Value, int Bytes) word) || bytes > word.Bytes)
            return null;
        return bytes == word.Bytes ? word.Value : bytes == 4 ? Low(word.Value) : null;
    }

    /// <summary>Writes to the frame; a null value makes the bytes unknown.</summary>
    public void Store(long offset, long bytes, AbstractValue? value)
    {
        foreach (long at in _frame
            .Where(word => word.Key < offset + bytes && offset < word.Key + word.Value.Bytes)
            .Select(word => word.Key)
            .ToList())
            _frame.Remove(at);
        if (value is not null)
            _frame[offset] = (value, (int)bytes);
    }

    /// <summary>
    /// What is known whichever of two ways came to a place; the same object when the other way brings nothing new.
    /// </summary>
    /// <param name="other">The other way.</param>
    /// <param name="at">The place, which names what differs.</param>
    /// <param name="thresholds">When ways come again and again: what offsets grow to; null to grow as needed.</param>
    public AbstractState Join(AbstractState other, ulong at, IReadOnlyList<Int128>? thresholds)
    {
        ArgumentNullException.ThrowIfNull(other);
        ulong place = at | MeetingPlace;
        other = other.Fork();
        other.Redefine(place);
        AbstractValue[] registers = new AbstractValue[Registers];
        for (int i = 0; i < Registers; i++)
            registers[i] = Met(_registers[i], other._registers[i], place, -1 - i, thresholds);
        SortedDictionary<long, (AbstractValue, int)> frame = [];
        foreach ((long offset, (AbstractValue value, int bytes)) in _frame)
        {
            if (other._frame.TryGetValue(offset, out (AbstractValue Value, int Bytes) theirs) && theirs.Bytes == bytes)
                frame[offset] = (Met(value, theirs.Value, place, offset * FrameParts, thresholds), bytes);
        }

        Dictionary<Origin, UInt128> bounds = [];
        foreach ((Origin origin, UInt128 most) in _bounds)
        {
            UInt128 theirs = other.Most(origin);
            if (theirs <= most)
                bounds[origin] = most;
        }

        bool same = registers.SequenceEqual(_registers) && frame.Count == _frame.Count && bounds.Count == _bounds.Count
            && frame.All(word => _frame[word.Key] == word.Value);
        return same ? this : new(registers, frame, bounds);
    }

    private static AbstractValue Met(
        AbstractValue mine, AbstractValue theirs, ulong at, long part, IReadOnlyList<Int128>? thresholds)
    {
        if (mine.Holds(theirs))
            return mine;
        AbstractValue? joined = mine.Join(theirs);
        if (joined is null)
            return AbstractValue.Of(Origin.Defined(at, part));
        if (thresholds is null)
            return joined;
        Int128 high = joined.High == mine.High
            ? mine.High
            : thresholds.FirstOrDefault(t => t >= joined.High, ulong.MaxValue);
        if (joined.Low < mine.Low || joined.Origin.Kind != OriginKind.Number)
        {
            return joined.Origin.Kind == OriginKind.Number
                ? AbstractValue.Anything
                : AbstractValue.Of(Origin.Defined(at, part));
        }

        Int128 stride = joined.Stride == 0 ? 1 : joined.Stride;
        return joined with { High = joined.Low + ((high - joined.Low) / stride * stride), Stride = stride };
    }

    private UInt128 Most(Origin origin)
    {
        UInt128 most = _bounds.GetValueOrDefault(origin, origin.Most);
        return origin.Kind switch
        {
            OriginKind.Low => UInt128.Min(most, Most(origin.Whole!)),
            OriginKind.Scaled => UInt128.Min(most, Most(origin.Whole!) * origin.Factor),
            _ => most,
        };
    }
}
