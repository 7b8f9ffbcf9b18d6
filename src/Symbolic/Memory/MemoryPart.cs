using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>
/// One kind of memory: tables, stack, read-only data, guest frames. It owns a range of addresses; an access belongs
/// to the part whose range holds the constant of the address's linear form, and must then prove that it stays inside.
/// </summary>
public abstract class MemoryPart
{
    /// <summary>True iff an address with this constant belongs here.</summary>
    public abstract bool Owns(ulong constant);

    /// <summary>Loads a word.</summary>
    public abstract Term Load(MachineState state, Term address, int bytes);

    /// <summary>Stores a word.</summary>
    public abstract void Store(MachineState state, Term address, Term value);

    /// <summary>Exchanges a word iff it is as expected; the old word.</summary>
    public virtual Term CompareExchange(MachineState state, Term address, Term expected, Term replacement)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(expected);
        // Nobody else writes here: one CPU, and the guests do not see it.
        Term old = Load(state, address, expected.Width / 8);
        Store(state, address, state.Store.Choice(state.Store.Equal(old, expected), replacement, old));
        return old;
    }

    /// <summary>Replaces a word by what an operation makes of it and an operand; the old word.</summary>
    public virtual Term Update(MachineState state, Term address, AtomicOperation operation, Term operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        Term old = Load(state, address, operand.Width / 8);
        Store(state, address, operation.Apply(old, operand));
        return old;
    }

    /// <summary>A part that changes apart from this one.</summary>
    public abstract MemoryPart Fork();

    /// <summary>This part where a condition holds, else another of the same kind and range.</summary>
    public abstract MemoryPart Merge(Term condition, MemoryPart other);
}
