using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Theorems;

/// <summary>Hostile guest memory: a read gives anything, a compare-and-swap succeeds or not, writes are forgotten.</summary>
/// <param name="store">Where the terms live.</param>
public sealed class AnyMemory(TermStore store) : SymbolicMemory
{
    private int _accesses;

    /// <summary>The copies: when, from which frame, to which.</summary>
    public List<(SymbolicBool When, SymbolicWord From, SymbolicWord To)> Copies { get; } = [];

    /// <inheritdoc/>
    public SymbolicWord Read(SymbolicBool when, SymbolicWord frame, SymbolicWord offset, int bytes) =>
        new(store.ZeroExtend(store.Variable($"read{_accesses++}", 8 * bytes), 64));

    /// <inheritdoc/>
    public SymbolicBool CompareExchange(
        SymbolicBool when, SymbolicWord frame, SymbolicWord offset, SymbolicWord expected, SymbolicWord value) =>
        new(store.Equal(store.Variable($"exchanged{_accesses++}", 1), store.Constant(1, 1)));

    /// <inheritdoc/>
    public void Write(SymbolicBool when, SymbolicWord frame, SymbolicWord offset, int bytes, SymbolicWord value)
    {
    }

    /// <inheritdoc/>
    public void AtomicAnd(SymbolicBool when, SymbolicWord frame, SymbolicWord offset, SymbolicWord mask)
    {
    }

    /// <inheritdoc/>
    public void Copy(
        SymbolicBool when,
        SymbolicWord sourceFrame,
        SymbolicWord sourceOffset,
        SymbolicWord frame,
        SymbolicWord offset,
        SymbolicWord length) => Copies.Add((when, sourceFrame, frame));

    /// <inheritdoc/>
    public void Zero(SymbolicBool when, SymbolicWord frame)
    {
    }
}
