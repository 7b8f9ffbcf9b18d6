using Iced.Intel;

namespace Verified.Symbolic.ControlFlow;

/// <summary>What a value counts from.</summary>
public enum OriginKind
{
    /// <summary>Zero: the value is a number, or an address of the image.</summary>
    Number,

    /// <summary>The stack pointer at the function's entry, where the return address stands.</summary>
    Frame,

    /// <summary>What a register held at the function's entry.</summary>
    Entry,

    /// <summary>The low 32 bits of another origin.</summary>
    Low,

    /// <summary>A multiple of another origin.</summary>
    Scaled,

    /// <summary>What was loaded from a place.</summary>
    Loaded,

    /// <summary>What an instruction computed, or what came together at a place: nothing else is known of it.</summary>
    Defined,
}

/// <summary>
/// What a value counts from: a name for one unknown of one activation of a function. A name means one value at a time;
/// who executes the instruction again that gives it takes it from all who had it (<see
/// cref="AbstractState.Redefine"/>).
/// </summary>
/// <param name="Kind">Which of the kinds.</param>
public sealed record Origin(OriginKind Kind)
{
    /// <summary>Zero.</summary>
    public static Origin Number { get; } = new(OriginKind.Number);

    /// <summary>The stack pointer at entry.</summary>
    public static Origin Frame { get; } = new(OriginKind.Frame);

    /// <summary>Entry: the register, of 64 bits.</summary>
    public Register Register { get; private init; }

    /// <summary>Low: the whole; Scaled: what is multiplied.</summary>
    public Origin? Whole { get; private init; }

    /// <summary>Scaled: by how much.</summary>
    public ulong Factor { get; private init; }

    /// <summary>Scaled: what is multiplied is at most this.</summary>
    public UInt128 Limit { get; private init; } = ulong.MaxValue;

    /// <summary>Loaded: from where.</summary>
    public AbstractValue? Place { get; private init; }

    /// <summary>Loaded: how many bytes.</summary>
    public int Bytes { get; private init; }

    /// <summary>Loaded, Defined: the instruction.</summary>
    public ulong At { get; private init; }

    /// <summary>Defined: which of several at one instruction.</summary>
    public long Part { get; private init; }

    /// <summary>What a register held at entry.</summary>
    public static Origin Entry(Register register) => new(OriginKind.Entry) { Register = register };

    /// <summary>The low half of an origin.</summary>
    public static Origin Low(Origin whole) =>
        whole?.Kind is OriginKind.Low || whole is { Kind: OriginKind.Loaded, Bytes: <= 4 }
            ? whole
            : new(OriginKind.Low) { Whole = whole };

    /// <summary>A multiple of an origin; the product must not wrap.</summary>
    public static Origin Scaled(Origin whole, ulong factor) => whole?.Kind == OriginKind.Scaled
        ? Scaled(whole.Whole!, whole.Factor * factor)
        : new(OriginKind.Scaled) { Whole = whole, Factor = factor };

    /// <summary>A multiple, of which it is known where it was made that what is multiplied is at most this.</summary>
    public Origin WithLimit(UInt128 limit) => this with { Limit = UInt128.Min(Limit, limit) };

    /// <summary>What an instruction loaded.</summary>
    public static Origin Loaded(AbstractValue place, int bytes, ulong at) =>
        new(OriginKind.Loaded) { Place = place, Bytes = bytes, At = at };

    /// <summary>What an instruction, or a place where ways meet, made.</summary>
    public static Origin Defined(ulong at, long part) => new(OriginKind.Defined) { At = at, Part = part };

    /// <summary>The largest value that its width permits.</summary>
    public UInt128 Most => Kind switch
    {
        OriginKind.Low => uint.MaxValue,
        OriginKind.Scaled => UInt128.Min(Limit, Whole!.Most) * Factor,
        OriginKind.Loaded when Bytes < 8 => (UInt128.One << (8 * Bytes)) - 1,
        _ => ulong.MaxValue,
    };

    /// <summary>How many loads deep it is.</summary>
    public int Depth => Kind switch
    {
        OriginKind.Low or OriginKind.Scaled => Whole!.Depth,
        OriginKind.Loaded => 1 + Place!.Origin.Depth,
        _ => 0,
    };

    /// <summary>Whether it is, or is made of, what one instruction gave a name to.</summary>
    public bool Mentions(ulong at) => ((Kind is OriginKind.Loaded or OriginKind.Defined) && At == at)
        || Whole?.Mentions(at) == true || Place?.Origin.Mentions(at) == true;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        OriginKind.Number => "0",
        OriginKind.Frame => "frame",
        OriginKind.Entry => $"{Register} at entry".ToLowerInvariant(),
        OriginKind.Low => $"low half of {Whole}",
        OriginKind.Scaled => $"0x{Factor:x} * {Whole}",
        OriginKind.Loaded => $"[{Place}]",
        _ => "unknown",
    };
}
