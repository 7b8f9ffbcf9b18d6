using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Guest memory as the specification sees it in a proof: each of its accesses is paired with one of the machine code's,
/// the first of its kind that has no partner yet. What a read finds there, and whether a compare-and-swap finds what it
/// expects, is the unknown that the machine code's own access found: guest memory is hostile, and both sides face the
/// same guest. That paired accesses are the same ones is an obligation; so is, where pairs stand in another order here
/// and there, that they exclude each other. Whatever is paired with what, these obligations say that the same accesses
/// happen in the same order.
/// </summary>
internal sealed class PairedMemory : SymbolicMemory
{
    private readonly TermStore _store;
    private readonly IReadOnlyList<(GuestAccess Access, Term? Found)> _machine;
    private readonly List<GuestAccess> _specified = [];
    private readonly List<int?> _partners = [];

    /// <summary>A memory for one run of the specification.</summary>
    /// <param name="store">Where terms live.</param>
    /// <param name="machine">The machine code's accesses in their order, with what they found there (or null).</param>
    public PairedMemory(TermStore store, IReadOnlyList<(GuestAccess Access, Term? Found)> machine)
    {
        _store = store;
        _machine = machine;
    }

    /// <summary>The specification's accesses, in their order.</summary>
    public IReadOnlyList<GuestAccess> Specified => _specified;

    /// <inheritdoc/>
    public SymbolicWord Read(SymbolicBool when, SymbolicWord frame, SymbolicWord offset, int bytes)
    {
        Term found = Found(GuestAccessKind.Read, bytes);
        Add(GuestAccessKind.Read, when, frame, offset, bytes, null, null);
        return new(_store.ZeroExtend(found, 64));
    }

    /// <inheritdoc/>
    public void Write(SymbolicBool when, SymbolicWord frame, SymbolicWord offset, int bytes, SymbolicWord value) =>
        Add(GuestAccessKind.Write, when, frame, offset, bytes, value, null);

    /// <inheritdoc/>
    public SymbolicBool CompareExchange(
        SymbolicBool when, SymbolicWord frame, SymbolicWord offset, SymbolicWord expected, SymbolicWord value)
    {
        Term found = Found(GuestAccessKind.CompareExchange, 8);
        Add(GuestAccessKind.CompareExchange, when, frame, offset, 8, value, expected);
        return new(_store.Equal(found, expected.ToTerm(_store)));
    }

    /// <inheritdoc/>
    public void AtomicAnd(SymbolicBool when, SymbolicWord frame, SymbolicWord offset, SymbolicWord mask) =>
        Add(GuestAccessKind.And, when, frame, offset, 8, mask, null);

    /// <inheritdoc/>
    public void Copy(
        SymbolicBool when,
        SymbolicWord sourceFrame,
        SymbolicWord sourceOffset,
        SymbolicWord frame,
        SymbolicWord offset,
        SymbolicWord length)
    {
        Add(GuestAccessKind.Copy, when, frame, offset, 0, null, null);
        _specified[^1] = _specified[^1] with
        {
            SourceFrame = sourceFrame.ToTerm(_store),
            SourceOffset = sourceOffset.ToTerm(_store),
            Length = length.ToTerm(_store),
        };
    }

    /// <inheritdoc/>
    public void Zero(SymbolicBool when, SymbolicWord frame) => Add(
        GuestAccessKind.Zero, when, frame, SymbolicWord.Constant(0, 64), GuestAccess.FrameBytes,
        SymbolicWord.Constant(0, 64), null);

    /// <summary>
    /// For each pair the claim that both accesses are the same; an access without a partner never happens; and for each
    /// pair the claim that it excludes the later ones whose partners the code puts before its own.
    /// </summary>
    public IEnumerable<ProofObligation> Claims()
    {
        for (int k = 0; k < _specified.Count; k++)
        {
            Term claim = _partners[k] is { } partner
                ? _machine[partner].Access.SameAs(_specified[k])
                : _store.Not(_specified[k].When);
            yield return new($"guest memory access {k + 1} agrees", claim);
        }

        for (int k = 0; k < _specified.Count; k++)
        {
            Term others = _store.Any(Enumerable.Range(k + 1, _specified.Count - k - 1)
                .Where(later => _partners[later] < _partners[k])
                .Select(later => _specified[later].When));
            Term claim = _store.Not(_store.And(_specified[k].When, others));
            if (!claim.IsTrue)
                yield return new($"guest memory access {k + 1} excludes those that come before it in the code", claim);
        }

        for (int m = 0; m < _machine.Count; m++)
        {
            if (!_partners.Contains(m))
                yield return new($"access {m + 1} of the code never happens", _store.Not(_machine[m].Access.When));
        }
    }

    // Without a partner the word is an unknown of the specification's own.
    private Term Found(GuestAccessKind kind, int bytes) =>
        Partner(kind, bytes) is { } partner && _machine[partner].Found is { } found
            ? found
            : _store.Variable($"specification.found!{_specified.Count}", 8 * bytes);

    private int? Partner(GuestAccessKind kind, int bytes)
    {
        for (int m = 0; m < _machine.Count; m++)
        {
            if (!_partners.Contains(m) && _machine[m].Access.Kind == kind && _machine[m].Access.Bytes == bytes)
                return m;
        }

        return null;
    }

    private void Add(
        GuestAccessKind kind,
        SymbolicBool when,
        SymbolicWord frame,
        SymbolicWord offset,
        int bytes,
        SymbolicWord? value,
        SymbolicWord? expected)
    {
        _partners.Add(Partner(kind, bytes));
        _specified.Add(new(
            kind,
            when.ToTerm(_store),
            frame.ToTerm(_store),
            offset.ToTerm(_store),
            bytes,
            value?.ToTerm(_store),
            expected?.ToTerm(_store)));
    }
}
