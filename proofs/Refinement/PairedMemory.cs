using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Guest memory as the specification sees it in a proof: its k-th access is paired with the machine code's k-th. What
/// a read finds there, and whether a compare-and-swap finds what it expects, is the unknown that the machine code's
/// own access found: guest memory is hostile, and both sides face the same guest. That the paired accesses are the
/// same ones is an obligation.
/// </summary>
internal sealed class PairedMemory : SymbolicMemory
{
    private readonly TermStore _store;
    private readonly IReadOnlyList<(GuestAccess Access, Term? Found)> _machine;
    private readonly List<GuestAccess> _specified = [];

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

    /// <summary>For each pair the claim that both accesses are the same; an access without a partner never happens.</summary>
    public IEnumerable<ProofObligation> Claims()
    {
        for (int k = 0; k < Math.Max(_machine.Count, _specified.Count); k++)
        {
            GuestAccess? machine = k < _machine.Count ? _machine[k].Access : null;
            GuestAccess? specified = k < _specified.Count ? _specified[k] : null;
            Term claim = machine is not null && specified is not null
                ? machine.SameAs(specified)
                : _store.Not((machine ?? specified)!.When);
            yield return new($"guest memory access {k + 1} agrees", claim);
        }
    }

    // Without a partner of its kind the word is an unknown of the specification's own.
    private Term Found(GuestAccessKind kind, int bytes)
    {
        int k = _specified.Count;
        if (k < _machine.Count && _machine[k].Access.Kind == kind && _machine[k].Access.Bytes == bytes
            && _machine[k].Found is { } found)
            return found;
        return _store.Variable($"specification.found!{k}", 8 * bytes);
    }

    private void Add(
        GuestAccessKind kind,
        SymbolicBool when,
        SymbolicWord frame,
        SymbolicWord offset,
        int bytes,
        SymbolicWord? value,
        SymbolicWord? expected) =>
        _specified.Add(new(
            kind,
            when.ToTerm(_store),
            frame.ToTerm(_store),
            offset.ToTerm(_store),
            bytes,
            value?.ToTerm(_store),
            expected?.ToTerm(_store)));
}
