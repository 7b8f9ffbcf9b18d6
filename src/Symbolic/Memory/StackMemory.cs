using System.Globalization;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>
/// The stack: bytes at known offsets from the entry's stack pointer, which is a known number that stands for any.
/// Offset 0 holds the return address and is not written; arguments stand above it. Bytes that were never written are
/// unknowns, named by their offset.
/// </summary>
public sealed class StackMemory : MemoryPart
{
    /// <summary>The stack pointer at entry: 8 below a multiple of 16, as the ABI has it after a call.</summary>
    public const ulong Top = 0x7fff_ff00_0008;

    private readonly Dictionary<long, Term> _bytes;
    private readonly int _size;
    private readonly int _arguments;

    /// <summary>An empty stack.</summary>
    /// <param name="size">Bytes below the entry's stack pointer that may be used.</param>
    /// <param name="arguments">Bytes of arguments above the return address.</param>
    public StackMemory(int size, int arguments = 0)
    {
        _size = size;
        _arguments = arguments;
        _bytes = [];
    }

    private StackMemory(StackMemory other, Dictionary<long, Term> bytes)
    {
        _size = other._size;
        _arguments = other._arguments;
        _bytes = bytes;
        Deepest = other.Deepest;
    }

    /// <summary>The lowest offset that was written so far, 0 or below.</summary>
    public long Deepest { get; private set; }

    /// <inheritdoc/>
    public override bool Owns(ulong constant) => constant - (Top - (1 << 20)) < (1 << 21);

    /// <inheritdoc/>
    public override Term Load(MachineState state, Term address, int bytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        long offset = Offset(state, address, bytes);
        Term word = Byte(state.Store, offset);
        for (int i = 1; i < bytes; i++)
            word = state.Store.Concat(Byte(state.Store, offset + i), word);
        return word;
    }

    /// <inheritdoc/>
    public override void Store(MachineState state, Term address, Term value)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(value);
        int bytes = value.Width / 8;
        long offset = Offset(state, address, bytes);
        if (offset < 8 && offset + bytes > 0 && _bytes.ContainsKey(0))
            throw new LiftException(state.Rip, "a store over the return address");
        for (int i = 0; i < bytes; i++)
            _bytes[offset + i] = state.Store.Extract(value, (i * 8) + 7, i * 8);
        Deepest = Math.Min(Deepest, offset);
    }

    /// <inheritdoc/>
    public override MemoryPart Fork() => new StackMemory(this, new(_bytes));

    /// <inheritdoc/>
    public override MemoryPart Merge(Term condition, MemoryPart other)
    {
        ArgumentNullException.ThrowIfNull(condition);
        StackMemory that = (StackMemory)other;
        Dictionary<long, Term> merged = [];
        foreach (long offset in _bytes.Keys.Union(that._bytes.Keys).Order())
            merged[offset] = condition.Store.Choice(condition, Byte(condition.Store, offset), that.Byte(condition.Store, offset));
        return new StackMemory(this, merged) { Deepest = Math.Min(Deepest, that.Deepest) };
    }

    private Term Byte(TermStore store, long offset) => _bytes.TryGetValue(offset, out Term? known)
        ? known
        : store.Variable("stack" + offset.ToString("+0;-0;0", CultureInfo.InvariantCulture), 8);

    private long Offset(MachineState state, Term address, int bytes)
    {
        LinearForm form = state.Store.Linear(address);
        if (form.Atoms.Count > 0)
            throw new LiftException(state.Rip, $"stack access at an unknown offset: {address}");
        long offset = (long)((ulong)form.Constant - Top);
        return offset >= -_size && offset + bytes <= 8 + _arguments
            ? offset
            : throw new LiftException(state.Rip, $"stack access at offset {offset}, outside {-_size} to {8 + _arguments}");
    }
}
