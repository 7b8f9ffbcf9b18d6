using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mutation;

/// <summary>
/// An operation's code and a change of it over the same unknown state and arguments. Of the original the theorems are
/// proved; so if the change is confined and ends as the original does, they hold of it too, and where it ends
/// otherwise they do not.
/// </summary>
internal sealed class SideBySide
{
    private readonly TermStore _store = new();
    private readonly MachineRun _original;
    private readonly HashSet<Term> _provedOfOriginal;

    /// <summary>Lifts both.</summary>
    /// <exception cref="LiftException">The changed code cannot be lifted.</exception>
    public SideBySide(
        ImageUnderProof original, ImageUnderProof changed, Operation operation, ISolver solver, ulong budget)
    {
        ArgumentNullException.ThrowIfNull(operation);
        SymbolicSpecification specification = new(Spec.Sizes.Image);
        _original = MachineRun.Lift(original, operation, specification, _store);
        // One store, one supply of names: the unknowns that both begin with are the same. What the processor leaves
        // undefined has one name in both too: the original is proved to end alike whatever it is, and so is the change
        // if it ends as the original does whatever it is.
        Changed = MachineRun.Lift(changed, operation, specification, _store);
        Refines = new(Changed, operation.In(specification), operation.Restarts);
        Prover = new(solver, new(specification, Changed.Initial, _store), Refines.Requires, budget, Changed.Calls);
        _provedOfOriginal = [.. _original.Exploration.Obligations.Select(obligation => obligation.Claim)];
        Confined = [.. Changed.Exploration.Obligations
            .Where(obligation => !_provedOfOriginal.Contains(obligation.Claim))
            .Select(o => new ProofObligation($"{o.What} at {changed.Elf.Describe(o.Address)}", o.Claim, o.Address))
            .DistinctBy(o => o.Claim)];
    }

    /// <summary>The changed code.</summary>
    public MachineRun Changed { get; }

    /// <summary>Refines, of the changed code.</summary>
    public Refines Refines { get; }

    /// <summary>Who decides, under the operation's hypotheses.</summary>
    public Prover Prover { get; }

    /// <summary>What Confined says of the changed code and is not proved of the original already.</summary>
    public IReadOnlyList<ProofObligation> Confined { get; }

    /// <summary>
    /// That both end alike in all that Refines compares: result, guest memory, each table. Null if they are too
    /// different to be compared one by one.
    /// </summary>
    public IReadOnlyList<ProofObligation>? SameEnd()
    {
        IReadOnlyList<GuestEffect> before = _original.GuestEffects, after = Changed.GuestEffects;
        if (before.Count != after.Count || before.Zip(after).Any(pair => !AreComparable(pair.First, pair.Second)))
            return null;
        IEnumerable<ProofObligation> effects = before.Zip(after).Select((pair, k) =>
            new ProofObligation($"guest memory access {k + 1} is the original's", Same(pair.First, pair.Second)));
        return
        [
            .. effects
                .Append(new("the result is the original's", _store.Equal(_original.Result, Changed.Result)))
                .Concat(_original.Outputs.Zip(Changed.Outputs, (one, other) =>
                    new ProofObligation($"{one.Name} is the original's", _store.Equal(one.Word, other.Word))))
                .Concat(Tables(audit: false))
                .Where(obligation => !obligation.Claim.IsTrue),
        ];
    }

    /// <summary>That both leave the same audit log, of which Refines says nothing.</summary>
    public IReadOnlyList<ProofObligation> SameAudit() =>
        [.. Tables(audit: true).Where(obligation => !obligation.Claim.IsTrue)];

    private IEnumerable<ProofObligation> Tables(bool audit) => KernelLayout.State.Fields
        .Where(field => KernelLayout.IsAudit(field.Name) == audit)
        .GroupBy(field => field.Name.Split('.')[0])
        .Select(table => new ProofObligation($"{table.Key} is the original's", _store.All(table.Select(Same))));

    private Term Same(TableField field)
    {
        Term one = _original.TablesAfter[field.Name], other = Changed.TablesAfter[field.Name];
        if (one == other)
            return _store.True;
        if (field.IndexWidth == 0)
            return _store.Equal(one, other);
        Term index = Refines.AnyIndex(field, _store);
        return _store.Equal(_store.Select(one, index), _store.Select(other, index));
    }

    private static bool AreComparable(GuestEffect one, GuestEffect other) =>
        one.Kind == other.Kind && one.Operation == other.Operation && one.Result == other.Result
        && one.Value?.Width == other.Value?.Width && one.Expected?.Width == other.Expected?.Width;

    private Term Same(GuestEffect one, GuestEffect other)
    {
        Term?[] ones = [one.Frame, one.Offset, one.Bytes, one.Value, one.Expected, one.SourceFrame, one.SourceOffset];
        Term?[] others =
            [other.Frame, other.Offset, other.Bytes, other.Value, other.Expected, other.SourceFrame, other.SourceOffset];
        Term parts = _store.All(ones.Zip(others)
            .Where(pair => pair.First is not null)
            .Select(pair => _store.Equal(pair.First!, pair.Second!)));
        return _store.And(_store.Equal(one.Guard, other.Guard), _store.Implies(one.Guard, parts));
    }
}
