using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>
/// What memory means to the lifter. An access that a model does not cover throws <see cref="LiftException"/>; one that
/// it covers under a condition adds the condition to the state's run as an obligation.
/// </summary>
public interface IMemory
{
    /// <summary>The word of <paramref name="bytes"/> bytes (1 to 16) at an address, least byte first.</summary>
    Term Load(MachineState state, Term address, int bytes);

    /// <summary>Stores a word of whole bytes at an address.</summary>
    void Store(MachineState state, Term address, Term value);

    /// <summary>Atomically: the old word, replaced iff it equals <paramref name="expected"/>.</summary>
    Term CompareExchange(MachineState state, Term address, Term expected, Term replacement);

    /// <summary>Atomically: the old word, replaced by what an operation makes of it and an operand.</summary>
    Term Update(MachineState state, Term address, AtomicOperation operation, Term operand);

    /// <summary>Stores <paramref name="count"/> copies of a word upwards from an address.</summary>
    void Fill(MachineState state, Term address, Term element, Term count);

    /// <summary>Copies <paramref name="count"/> words upwards, one after the other.</summary>
    void Copy(MachineState state, Term source, Term target, int elementBytes, Term count);

    /// <summary>A memory that changes apart from this one.</summary>
    IMemory Fork();

    /// <summary>This memory where a condition holds, else another of the same kind.</summary>
    IMemory Merge(Term condition, IMemory other);
}
