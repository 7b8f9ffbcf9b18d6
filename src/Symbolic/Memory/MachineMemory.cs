using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>Memory made of parts, each with its own model. An access outside all parts cannot be lifted.</summary>
public sealed class MachineMemory : IMemory
{
    /// <summary>A fill or copy of a known length is done word by word up to this many words.</summary>
    private const int MaximumWords = 4096;

    private readonly MemoryPart[] _parts;

    /// <summary>Memory made of parts with disjoint ranges; an earlier part wins.</summary>
    public MachineMemory(params IEnumerable<MemoryPart> parts)
    {
        _parts = [.. parts];
    }

    /// <summary>The one part of a kind.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public T Part<T>()
        where T : MemoryPart => _parts.OfType<T>().Single();

    /// <summary>
    /// The tables: the first part of that kind. Others may stand for what a caller passes by reference.
    /// </summary>
    public TableMemory Tables => _parts.OfType<TableMemory>().First();

    /// <summary>The tables that own an address.</summary>
    /// <exception cref="InvalidOperationException">None do.</exception>
    public TableMemory TablesAt(ulong address) => _parts.OfType<TableMemory>().First(t => t.Owns(address));

    /// <summary>Whether tables own an address.</summary>
    public bool HasTablesAt(ulong address) => _parts.OfType<TableMemory>().Any(t => t.Owns(address));

    /// <summary>The guest frame pool: shorthand for <see cref="Part{T}"/>.</summary>
    public FramePool Frames => Part<FramePool>();

    /// <inheritdoc/>
    public Term Load(MachineState state, Term address, int bytes) => Find(state, address).Load(state, address, bytes);

    /// <inheritdoc/>
    public void Store(MachineState state, Term address, Term value) =>
        Find(state, address).Store(state, address, value);

    /// <inheritdoc/>
    public Term CompareExchange(MachineState state, Term address, Term expected, Term replacement) =>
        Find(state, address).CompareExchange(state, address, expected, replacement);

    /// <inheritdoc/>
    public Term Update(MachineState state, Term address, AtomicOperation operation, Term operand) =>
        Find(state, address).Update(state, address, operation, operand);

    /// <inheritdoc/>
    public void Fill(MachineState state, Term address, Term element, Term count)
    {
        ArgumentNullException.ThrowIfNull(element);
        if (Find(state, address) is FramePool pool)
        {
            pool.Fill(state, address, element, count);
            return;
        }
        int bytes = element.Width / 8;
        for (int i = 0; i < Words(state, count, "fill"); i++)
            Store(state, Offset(state, address, i * bytes), element);
    }

    /// <inheritdoc/>
    public void Copy(MachineState state, Term source, Term target, int elementBytes, Term count)
    {
        if (Find(state, source) is FramePool from && Find(state, target) is FramePool to && ReferenceEquals(from, to))
        {
            to.Copy(state, source, target, elementBytes, count);
            return;
        }
        for (int i = 0; i < Words(state, count, "copy"); i++)
        {
            Term word = Load(state, Offset(state, source, i * elementBytes), elementBytes);
            Store(state, Offset(state, target, i * elementBytes), word);
        }
    }

    /// <inheritdoc/>
    public IMemory Fork() => new MachineMemory(_parts.Select(p => p.Fork()));

    /// <inheritdoc/>
    public IMemory Merge(Term condition, IMemory other) =>
        new MachineMemory(_parts.Zip(((MachineMemory)other)._parts, (x, y) => x.Merge(condition, y)));

    private MemoryPart Find(MachineState state, Term address)
    {
        ulong constant = (ulong)state.Store.Linear(address).Constant;
        return _parts.FirstOrDefault(p => p.Owns(constant))
            ?? throw new LiftException(state.Rip, $"no declared memory at {address}");
    }

    private static int Words(MachineState state, Term count, string what) =>
        count.IsConstant && count.Value <= MaximumWords
            ? (int)count.Value
            : throw new LiftException(state.Rip, $"{what} of {count} words");

    private static Term Offset(MachineState state, Term address, int bytes) =>
        state.Store.Add(address, state.Store.Constant((UInt128)bytes, 64));
}
