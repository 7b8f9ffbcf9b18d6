using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>What an access to a guest frame does.</summary>
public enum GuestAccessKind
{
    /// <summary>A load.</summary>
    Read,

    /// <summary>A store.</summary>
    Write,

    /// <summary>A locked compare-and-swap.</summary>
    CompareExchange,

    /// <summary>A locked and.</summary>
    And,

    /// <summary>The whole frame is cleared.</summary>
    Zero,

    /// <summary>Bytes come from another place.</summary>
    Copy,
}

/// <summary>One access to a guest frame, as the machine code makes it or as the specification has it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="When">Whether it happens.</param>
/// <param name="Frame">The machine frame number, 64 bits.</param>
/// <param name="Offset">The offset in the frame in bytes, 64 bits.</param>
/// <param name="Bytes">Its size; 0 for a copy, which has it as a term.</param>
/// <param name="Value">Write: what is written; compare-and-swap: the new value; and: the mask; 64 bits. Else null.</param>
/// <param name="Expected">Compare-and-swap: the value that must stand there; 64 bits. Else null.</param>
public sealed record GuestAccess(
    GuestAccessKind Kind, Term When, Term Frame, Term Offset, int Bytes, Term? Value, Term? Expected)
{
    /// <summary>Copy: the frame that is read, 64 bits. Else null.</summary>
    public Term? SourceFrame { get; init; }

    /// <summary>Copy: the offset in that frame in bytes, 64 bits. Else null.</summary>
    public Term? SourceOffset { get; init; }

    /// <summary>Copy: how many bytes, 64 bits. Else null.</summary>
    public Term? Length { get; init; }

    /// <summary>Bytes of a frame.</summary>
    public const int FrameBytes = 4096;

    /// <summary>
    /// The claim that two accesses are the same: they happen together, and when they do, they do the same at the
    /// same place.
    /// </summary>
    public Term SameAs(GuestAccess other)
    {
        ArgumentNullException.ThrowIfNull(other);
        TermStore store = When.Store;
        Term together = store.Equal(When, other.When);
        if (Kind != other.Kind || Bytes != other.Bytes)
            return store.And(store.Not(When), store.Not(other.When));

        Term same = store.And(store.Equal(Frame, other.Frame), store.Equal(Offset, other.Offset));
        foreach ((Term? mine, Term? others) in Particulars.Zip(other.Particulars))
        {
            if (mine is not null && others is not null)
                same = store.And(same, store.Equal(mine, others));
        }

        return store.And(together, store.Implies(When, same));
    }

    private IEnumerable<Term?> Particulars => [Value, Expected, SourceFrame, SourceOffset, Length];
}
