using System.Globalization;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>
/// The stack: bytes at known offsets from the entry's stack pointer, which is a known number that stands for any.
/// Offset 0 holds the return address and is not written; arguments stand above it. Bytes that were never written are
/// unknowns, named by their offset. A byte remembers the word that it was stored with: a word that is loaded as it was
/// stored is the same term, so that an address that was spilled keeps its linear form.
/// </summary>
public sealed class StackMemory : MemoryPart
{
    /// <summary>The stack pointer at entry: 8 below a multiple of 16, as the ABI has it after a call.</summary>
    public const ulong Top = 0x7fff_ff00_0008;

    private readonly Dictionary<long, StackByte> _bytes;
    private readonly int _size;
    private readonly int _arguments;
    private int _forgotten;

    /// <summary>An empty stack.</summary>
    /// <param name="size">Bytes below the entry's stack pointer that may be used.</param>
    /// <param name="arguments">Bytes of arguments above the return address.</param>
    public StackMemory(int size, int arguments = 0)
    {
        _size = size;
        _arguments = arguments;
        _bytes = [];
    }

    private StackMemory(StackMemory other, Dictionary<long, StackByte> bytes)
    {
        _size = other._size;
        _arguments = other._arguments;
        _bytes = bytes;
        Deepest = other.Deepest;
        _forgotten = other._forgotten;
    }

    /// <summary>
    /// The address of the caller's bytes above the return address: arguments, and what it passes by reference.
    /// </summary>
    /// <param name="offset">Bytes from the first one, below the number of bytes of arguments.</param>
    public static ulong ArgumentAddress(int offset) => Top + 8 + (ulong)offset;

    /// <summary>The lowest offset that was written so far, 0 or below.</summary>
    public long Deepest { get; private set; }

    /// <inheritdoc/>
    public override bool Owns(ulong constant) => constant - (Top - (1 << 20)) < (1 << 21);

    /// <inheritdoc/>
    public override Term Load(MachineState state, Term address, int bytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Read(state.Store, Offset(state, address, bytes), bytes);
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
            _bytes[offset + i] = new(value, i);
        Deepest = Math.Min(Deepest, offset);
    }

    /// <summary>
    /// A function was called that is not entered: what stands below the stack pointer is unknown from now on.
    /// </summary>
    /// <param name="state">The state, with the stack pointer at the return address.</param>
    /// <param name="bytes">How many bytes the function may use.</param>
    /// <exception cref="LiftException">They are not all on the stack.</exception>
    public void Forget(MachineState state, int bytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        Term pointer = state[Iced.Intel.Register.RSP];
        long top = Offset(state, pointer, 8);
        Deepest = Math.Min(Deepest, Offset(state, state.Store.Subtract(pointer, state.Store.Constant((UInt128)bytes, 64)), 1));
        _forgotten++;
        foreach (long offset in _bytes.Keys.Where(offset => offset < top).ToList())
            _bytes.Remove(offset);
    }

    /// <inheritdoc/>
    public override MemoryPart Fork() => new StackMemory(this, new(_bytes));

    /// <inheritdoc/>
    public override MemoryPart Merge(Term condition, MemoryPart other)
    {
        ArgumentNullException.ThrowIfNull(condition);
        StackMemory that = (StackMemory)other;
        TermStore t = condition.Store;
        Dictionary<long, StackByte> merged = [];
        foreach (long offset in _bytes.Keys.Union(that._bytes.Keys).Order())
        {
            if (merged.ContainsKey(offset))
                continue;
            // Words that stand at the same place on both sides meet as words.
            int bytes = Math.Max(1, Math.Min(WordAt(offset), that.WordAt(offset)));
            Term met = t.Choice(condition, Read(t, offset, bytes), that.Read(t, offset, bytes));
            for (int i = 0; i < bytes; i++)
                merged[offset + i] = new(met, i);
        }
        return new StackMemory(this, merged)
        {
            Deepest = Math.Min(Deepest, that.Deepest),
            _forgotten = Math.Max(_forgotten, that._forgotten),
        };
    }

    /// <summary>The bytes of the whole word that stands at an offset as it was stored, or 0.</summary>
    private int WordAt(long offset)
    {
        if (!_bytes.TryGetValue(offset, out StackByte first) || first.Number != 0)
            return 0;
        int bytes = first.Word.Width / 8;
        return IsPartOfOneWord(offset, bytes) ? bytes : 0;
    }

    private bool IsPartOfOneWord(long offset, int bytes)
    {
        if (!_bytes.TryGetValue(offset, out StackByte first))
            return false;
        for (int i = 1; i < bytes; i++)
        {
            if (!_bytes.TryGetValue(offset + i, out StackByte next) || next != new StackByte(first.Word, first.Number + i))
                return false;
        }
        return true;
    }

    private Term Read(TermStore store, long offset, int bytes)
    {
        if (IsPartOfOneWord(offset, bytes))
        {
            StackByte first = _bytes[offset];
            return store.Extract(first.Word, (first.Number + bytes) * 8 - 1, first.Number * 8);
        }
        Term word = Byte(store, offset);
        for (int i = 1; i < bytes; i++)
            word = store.Concat(Byte(store, offset + i), word);
        return word;
    }

    private Term Byte(TermStore store, long offset) => _bytes.TryGetValue(offset, out StackByte known)
        ? store.Extract(known.Word, (known.Number * 8) + 7, known.Number * 8)
        : store.Variable("stack" + offset.ToString("+0;-0;0", CultureInfo.InvariantCulture) + Generation(offset), 8);

    // What a function that was not entered may have written below its caller's frame is another unknown after each.
    private string Generation(long offset) =>
        offset < 0 && _forgotten > 0 ? "!" + _forgotten.ToString(CultureInfo.InvariantCulture) : "";

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

    /// <summary>A byte on the stack: byte <paramref name="Number"/> of the word that it was stored with.</summary>
    private readonly record struct StackByte(Term Word, int Number);
}
