using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>What an access does to guest memory.</summary>
public enum GuestEffectKind
{
    /// <summary>Reads a word; <see cref="GuestEffect.Result"/> is what was read.</summary>
    Read,

    /// <summary>Writes <see cref="GuestEffect.Value"/>.</summary>
    Write,

    /// <summary>
    /// Atomically replaces the word by <see cref="GuestEffect.Value"/> iff it equals <see cref="GuestEffect.Expected"/>;
    /// <see cref="GuestEffect.Result"/> is the old word.
    /// </summary>
    CompareExchange,

    /// <summary>
    /// Atomically replaces the word by what <see cref="GuestEffect.Operation"/> makes of it and
    /// <see cref="GuestEffect.Value"/>; <see cref="GuestEffect.Result"/> is the old word.
    /// </summary>
    Update,

    /// <summary>Fills the bytes with copies of <see cref="GuestEffect.Value"/>.</summary>
    Fill,

    /// <summary>
    /// Copies the bytes from <see cref="GuestEffect.SourceFrame"/> and <see cref="GuestEffect.SourceOffset"/>.
    /// </summary>
    Copy,
}

/// <summary>
/// One access to the guest frame pool. Where paths met, the parts that differ are choices between the paths' parts.
/// </summary>
/// <param name="Kind">What it does.</param>
/// <param name="Address">The address of the instruction.</param>
/// <param name="Guard">The access happens iff this holds.</param>
/// <param name="Frame">The machine frame number, 64 bits.</param>
/// <param name="Offset">Bytes from the frame's start, 64 bits.</param>
/// <param name="Bytes">How many bytes, 64 bits; a constant but for fills and copies.</param>
public sealed record GuestEffect(GuestEffectKind Kind, ulong Address, Term Guard, Term Frame, Term Offset, Term Bytes)
{
    /// <summary>What is written, or an update's operand, or null.</summary>
    public Term? Value { get; init; }

    /// <summary>What an update does; without meaning for other kinds.</summary>
    public AtomicOperation Operation { get; init; }

    /// <summary>What a compare-exchange expects, or null.</summary>
    public Term? Expected { get; init; }

    /// <summary>
    /// The unknown that a read or compare-exchange yields, or null: memory that a guest shares says anything.
    /// </summary>
    public Term? Result { get; init; }

    /// <summary>The frame that a copy reads, or null.</summary>
    public Term? SourceFrame { get; init; }

    /// <summary>The offset in that frame, or null.</summary>
    public Term? SourceOffset { get; init; }

    /// <summary>True iff both come from one place in the code and could be one access of a merged path.</summary>
    internal bool Matches(GuestEffect other) =>
        Kind == other.Kind && Address == other.Address && Result?.Width == other.Result?.Width
        && Operation == other.Operation && Value?.Width == other.Value?.Width;

    /// <summary>This access where a condition holds, else the other.</summary>
    internal GuestEffect Merge(Term condition, GuestEffect other)
    {
        TermStore t = Guard.Store;
        return this with
        {
            Guard = t.Or(Guard, other.Guard),
            Frame = t.Choice(condition, Frame, other.Frame),
            Offset = t.Choice(condition, Offset, other.Offset),
            Bytes = t.Choice(condition, Bytes, other.Bytes),
            Value = Either(Value, other.Value),
            Expected = Either(Expected, other.Expected),
            Result = Either(Result, other.Result),
            SourceFrame = Either(SourceFrame, other.SourceFrame),
            SourceOffset = Either(SourceOffset, other.SourceOffset),
        };

        Term? Either(Term? a, Term? b) => a is null || b is null ? a : t.Choice(condition, a, b);
    }
}
