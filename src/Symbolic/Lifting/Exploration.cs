using Iced.Intel;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Lifting;

/// <summary>What machine code does, from one entry state to all its ends.</summary>
public sealed class Exploration
{
    internal Exploration(
        MachineState entry, IReadOnlyList<MachineState> final, LiftRun run, int steps, int merges,
        IReadOnlyList<ulong> addresses, IReadOnlyDictionary<Code, ulong> forms)
    {
        Entry = entry;
        FinalStates = final;
        Obligations = run.Obligations;
        Steps = steps;
        Merges = merges;
        Addresses = addresses;
        Forms = forms;
    }

    /// <summary>The state at entry, as it was.</summary>
    public MachineState Entry { get; }

    /// <summary>
    /// The states after the function's return; their paths exclude each other and, with the obligations, cover all.
    /// </summary>
    public IReadOnlyList<MachineState> FinalStates { get; }

    /// <summary>What must be proved for the lifting to be right and the code to be confined.</summary>
    public IReadOnlyList<Obligation> Obligations { get; }

    /// <summary>Instructions executed, over all states.</summary>
    public int Steps { get; }

    /// <summary>The addresses of the instructions that were reached, in order.</summary>
    public IReadOnlyList<ulong> Addresses { get; }

    /// <summary>Distinct instructions that were reached.</summary>
    public int Instructions => Addresses.Count;

    /// <summary>How often two states met.</summary>
    public int Merges { get; }

    /// <summary>
    /// The instruction forms that were met, each with the first address: what the lifter was trusted for.
    /// </summary>
    public IReadOnlyDictionary<Code, ulong> Forms { get; }

    /// <summary>The final states as one.</summary>
    /// <exception cref="LiftException">The function never returns.</exception>
    public MachineState Final => FinalStates.Count > 0
        ? FinalStates.Aggregate((x, y) => x.Merge(y))
        : throw new LiftException(Entry.Rip, "the function never returns");

    /// <summary>False in some state iff some obligation fails there: the conjunction of all claims.</summary>
    public Term Claims => Entry.Store.All(Obligations.Select(o => o.Claim));
}
