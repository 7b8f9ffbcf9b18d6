using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Contracts;

/// <summary>
/// A routine of the monitor that asks the Chinese Wall about a label: its parameters are the tables of a policy, a
/// labelling and the label, and what it returns is what the specification says of them. That its machine code keeps the
/// contract is proved once (<see cref="ContractProof"/>); where a handler calls it, the contract takes its place.
/// </summary>
/// <param name="Method">The routine's name in <c>Verified.Monitor.ChineseWall</c>.</param>
/// <param name="LabelBits">The bits of the label that the answer depends on.</param>
/// <param name="Says">The specification's answer: a truth value, or a number of 64 bits that fits in 32.</param>
public sealed record WallContract(
    string Method,
    int LabelBits,
    WallAnswer Says)
{
    /// <summary>The type that has the routines.</summary>
    public const string Type = "Verified.Monitor.ChineseWall";

    /// <summary>Every contract.</summary>
    public static IReadOnlyList<WallContract> All { get; } =
    [
        new("MayRun", 10, (specification, policy, running, label, store) =>
            specification.MayStart(policy, running, label).ToTerm(store)),
        new("FirstConflict", 32, (specification, policy, running, label, store) =>
            specification.FirstConflict(policy, running, label).ToTerm(store)),
    ];

    /// <summary>What the specification says of a policy, a labelling and a label.</summary>
    /// <param name="specification">The specification.</param>
    /// <param name="state">The state.</param>
    /// <param name="at">What is asked about.</param>
    public Term Said(SymbolicSpecification specification, SymbolicSpecification.SystemState state, WallQuestion at)
    {
        TermStore store = at.Label.Store;
        return Says(
            specification,
            SymbolicSpecification.PolicyTables.In(state, new(store.ZeroExtend(at.Policy, 64))),
            SymbolicSpecification.TypeSet.Of(
                state, Labellings.RunningTypes, new(store.ZeroExtend(at.Labelling, 64))),
            new(store.ZeroExtend(Label(at), 64)),
            store);
    }

    /// <summary>
    /// The same as an entry of an unknown table, equal for equal questions: what holds whatever that table is holds of
    /// what the specification says, which is <see cref="Said"/> where it is a truth value or fits.
    /// </summary>
    /// <param name="isTruth">Whether the answer is a truth value.</param>
    /// <param name="at">What is asked about.</param>
    public Term Named(bool isTruth, WallQuestion at)
    {
        TermStore store = at.Label.Store;
        Term index = store.Concat(at.Policy, store.Concat(at.Labelling, Label(at)));
        Term entry = store.Select(store.ArrayVariable($"answer of {Method}", index.Width, isTruth ? 1 : 32), index);
        return isTruth ? store.Equal(entry, store.Constant(1, 1)) : store.ZeroExtend(entry, 64);
    }

    /// <summary>The register's lower 32 bits, as the answer makes them.</summary>
    /// <param name="at">What is asked about.</param>
    /// <param name="answer">A truth value, or a number of 64 bits.</param>
    public static Term Returned(WallQuestion at, Term answer)
    {
        TermStore store = at.Label.Store;
        if (!answer.IsBoolean)
            return store.Extract(answer, 31, 0);
        Term isRow = store.Less(at.Label, store.Constant((ulong)Sizes.Image.Labels, 32));
        // A routine widens what it returns to 32 bits, and its callers test as many.
        return store.Word(store.And(isRow, answer), 32);
    }

    private Term Label(WallQuestion at) => at.Label.Store.Extract(at.Label, LabelBits - 1, 0);
}

/// <summary>What the specification says of a policy, the types that run by a labelling, and a label.</summary>
public delegate Term WallAnswer(
    SymbolicSpecification specification,
    SymbolicSpecification.PolicyTables policy,
    SymbolicSpecification.TypeSet running,
    SymbolicWord label,
    TermStore store);

/// <summary>What a routine is asked about.</summary>
/// <param name="Policy">The policy's slot, one bit.</param>
/// <param name="Labelling">The labelling's slot, one bit.</param>
/// <param name="Label">The label, 32 bits.</param>
public readonly record struct WallQuestion(Term Policy, Term Labelling, Term Label);
