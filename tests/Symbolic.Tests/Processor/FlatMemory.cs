using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Tests.Processor;

/// <summary>All memory as one array of bytes: for comparison with the processor, where every address counts.</summary>
internal sealed class FlatMemory(Term bytes) : IMemory
{
    /// <summary>The most words that a string instruction fills or copies here.</summary>
    public const int MostWords = 8;

    public Term Bytes { get; private set; } = bytes;

    public Term Load(MachineState state, Term address, int bytes)
    {
        TermStore t = state.Store;
        Term word = t.Select(Bytes, address);
        for (uint i = 1; i < bytes; i++)
            word = t.Concat(t.Select(Bytes, t.Add(address, t.Constant(i, 64))), word);
        return word;
    }

    public void Store(MachineState state, Term address, Term value)
    {
        TermStore t = state.Store;
        for (int i = 0; i < value.Width / 8; i++)
            Bytes = t.Store(Bytes, t.Add(address, t.Constant((uint)i, 64)), t.Extract(value, (8 * i) + 7, 8 * i));
    }

    public Term CompareExchange(MachineState state, Term address, Term expected, Term replacement)
    {
        Term old = Load(state, address, expected.Width / 8);
        Store(state, address, state.Store.Choice(state.Store.Equal(old, expected), replacement, old));
        return old;
    }

    public Term Update(MachineState state, Term address, AtomicOperation operation, Term operand)
    {
        Term old = Load(state, address, operand.Width / 8);
        Store(state, address, operation.Apply(old, operand));
        return old;
    }

    public void Fill(MachineState state, Term address, Term element, Term count)
    {
        for (uint i = 0; i < MostWords; i++)
            StoreIf(state, i, count, address, element);
    }

    // One word after the other: a copy onto itself sees what it has written.
    public void Copy(MachineState state, Term source, Term target, int elementBytes, Term count)
    {
        for (uint i = 0; i < MostWords; i++)
            StoreIf(state, i, count, target, Load(state, Place(state, source, i, elementBytes), elementBytes));
    }

    private void StoreIf(MachineState state, uint i, Term count, Term address, Term word)
    {
        int bytes = word.Width / 8;
        Term place = Place(state, address, i, bytes);
        Term isWritten = state.Store.Less(state.Store.Constant(i, 64), count);
        Store(state, place, state.Store.Choice(isWritten, word, Load(state, place, bytes)));
    }

    private static Term Place(MachineState state, Term address, uint i, int bytes) =>
        state.Store.Add(address, state.Store.Constant(i * (uint)bytes, 64));

    public IMemory Fork() => new FlatMemory(Bytes);

    public IMemory Merge(Term condition, IMemory other) =>
        new FlatMemory(condition.Store.Choice(condition, Bytes, ((FlatMemory)other).Bytes));
}
