using Verified.Proofs.Image;
using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Refines: from every state that satisfies the invariant and for every argument, the machine code ends in the
/// specification's next state, with its result and its accesses to guest memory in their order. Tables are compared at
/// an entry of which nothing is known.
/// </summary>
public sealed class Refines
{
    private readonly MachineRun _run;
    private readonly SymbolicSpecification _specification;
    private readonly TermStore _store;
    private readonly PairedMemory _memory;

    /// <summary>The theorem about what was lifted.</summary>
    public Refines(MachineRun run, SymbolicSpecification.Operation operation, SymbolicSpecification specification)
    {
        _run = run ?? throw new ArgumentNullException(nameof(run));
        _specification = specification ?? throw new ArgumentNullException(nameof(specification));
        ArgumentNullException.ThrowIfNull(operation);
        _store = run.Final.Store;
        IReadOnlyList<SymbolicWord> arguments = [.. run.Arguments.Select(a => new SymbolicWord(_store.ZeroExtend(a, 64)))];
        _memory = new(_store, [.. run.GuestEffects.Select(effect => (Access(effect), effect.Result))]);
        Requires = operation.Requires(run.Initial, arguments).ToTerm(_store);
        Outcome = operation.Run(run.Initial, arguments, _memory);
    }

    /// <summary>What the callers of the handler see to.</summary>
    public Term Requires { get; }

    /// <summary>What the specification says.</summary>
    public SymbolicSpecification.Outcome Outcome { get; }

    /// <summary>The specified result.</summary>
    public Term Result => Outcome.Result.ToTerm(_store);

    /// <summary>Everything that must be shown, without what holds by its form.</summary>
    public IReadOnlyList<ProofObligation> Obligations() =>
    [
        .. _memory.Claims()
            .Append(new("the result agrees", _store.Equal(_run.Result, Result)))
            .Concat(KernelLayout.State.Fields.Where(f => !KernelLayout.IsAudit(f.Name)).Select(EntryAgrees))
            .Where(obligation => !obligation.Claim.IsTrue),
    ];

    /// <summary>One entry of a field, of which nothing is known, after the code and after the specification.</summary>
    private ProofObligation EntryAgrees(TableField field)
    {
        Field? specified = Fields.All.SingleOrDefault(f => f.Path == field.Name);
        Term actual = _run.TablesAfter[field.Name];
        Term expected = specified is null
            ? _run.TablesBefore[field.Name]
            : SymbolicTables.Term(Outcome.Next, specified, _store);
        string name = specified is null ? $"{field.Name} stays as it is" : $"{field.Name} agrees";
        if (actual == expected)
            return new(name, _store.True);
        if (field.IndexWidth == 0)
            return new(name, _store.Equal(actual, expected));
        Term entry = AnyEntry(field);
        return new(name, _store.Equal(_store.Select(actual, entry), _store.Select(expected, entry)));
    }

    // One name for all fields of a table: they share their invariants' instances.
    private Term AnyEntry(TableField field) =>
        _store.Variable($"any {field.Name.Split('.')[0]}", field.IndexWidth);

    private GuestAccess Access(GuestEffect effect)
    {
        GuestAccessKind kind = effect.Kind switch
        {
            GuestEffectKind.Read => GuestAccessKind.Read,
            GuestEffectKind.Write => GuestAccessKind.Write,
            GuestEffectKind.CompareExchange => GuestAccessKind.CompareExchange,
            GuestEffectKind.Fill => GuestAccessKind.Zero,
            _ => throw new Symbolic.X86.LiftException(effect.Address, $"an access of kind {effect.Kind} to guest memory"),
        };
        return new(
            kind,
            effect.Guard,
            effect.Frame,
            effect.Offset,
            (int)effect.Bytes.Value,
            effect.Value is null ? null : _store.ZeroExtend(effect.Value, 64),
            effect.Expected is null ? null : _store.ZeroExtend(effect.Expected, 64));
    }
}
