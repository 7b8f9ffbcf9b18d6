using Verified.Proofs.Image;
using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Memory;
using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Refinement;

/// <summary>
/// Refines: from every state that satisfies the invariant and for every argument, the machine code ends in the
/// specification's next state, with its result, its outputs and its accesses to guest memory in their order. Tables are
/// compared at an entry of which nothing is known.
/// </summary>
public sealed class Refines
{
    private readonly MachineRun _run;
    private readonly TermStore _store;
    private readonly PairedMemory _memory;
    private readonly IReadOnlyDictionary<string, ulong> _restarts;

    /// <summary>The theorem about what was lifted.</summary>
    /// <param name="run">The handler's machine code, lifted.</param>
    /// <param name="operation">The specification's operation.</param>
    /// <param name="restarts">What begins anew, of <see cref="Operations.Operation.Restarts"/>.</param>
    public Refines(
        MachineRun run,
        SymbolicSpecification.Operation operation,
        IReadOnlyDictionary<string, ulong>? restarts = null)
    {
        _restarts = restarts ?? new Dictionary<string, ulong>();
        _run = run ?? throw new ArgumentNullException(nameof(run));
        Operation = operation ?? throw new ArgumentNullException(nameof(operation));
        _store = run.Final.Store;
        IReadOnlyList<SymbolicWord> arguments = [.. run.Arguments.Select(a => new SymbolicWord(_store.ZeroExtend(a, 64)))];
        _memory = new(_store, [.. run.GuestEffects.Select(effect => (Access(effect), effect.Result))]);
        Requires = operation.Requires(run.Initial, arguments).ToTerm(_store);
        Outcome = operation.Run(run.Initial, arguments, _memory);
        if (Outcome.Outputs.Count > 0 && Outcome.Outputs.Count != run.Outputs.Count)
        {
            throw new LiftException(
                $"{operation.Name} is to put out {Outcome.Outputs.Count} words, its handler puts out {run.Outputs.Count}");
        }
    }

    /// <summary>The specification's operation.</summary>
    public SymbolicSpecification.Operation Operation { get; }

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
            .Append(new("the result agrees", _store.Equal(_run.Result, Result)) { IsLemma = true })
            .Concat(Outcome.Outputs.Zip(_run.Outputs, (specified, output) =>
                OutputAgrees(output.Name, output.Word, specified.ToTerm(_store))))
            .Concat(KernelLayout.State.Fields
                .Where(field => !KernelLayout.IsAudit(field.Name))
                .GroupBy(field => TableOf(field.Name))
                .Select(table => TableAgrees(table.Key, [.. table.Select(AnyEntry)])))
            .Where(obligation => !obligation.Claim.IsTrue),
    ];

    // After an error an output means nothing.
    private ProofObligation OutputAgrees(string name, Term word, Term specified)
    {
        Term actual = _store.ZeroExtend(word, specified.Width);
        Term succeeds = _store.AtMost(Result, _store.Constant(long.MaxValue, 64));
        Term same = _store.Equal(actual, specified);
        return new($"{name} agrees", _store.Implies(succeeds, same))
        {
            Premise = succeeds,
            Conclusion = same,
            Entries = [new(name, null, actual, specified)],
        };
    }

    // The fields of a table together: they agree for the same reasons.
    private ProofObligation TableAgrees(string table, IReadOnlyList<EntryPair> entries) =>
        new($"{table} agrees at every entry", _store.All(entries.Select(e => _store.Equal(e.Actual, e.Expected))))
        {
            Entries = entries,
        };

    // The monitor's tables are many: each stands for itself.
    private static string TableOf(string field)
    {
        string[] path = field.Split('.');
        return string.Join('.', path.Take(path[0] == nameof(Kernel.State.Monitor) ? 3 : 1));
    }

    /// <summary>An entry of a field of which nothing is known.</summary>
    private EntryPair AnyEntry(TableField field)
    {
        Term actual = _run.TablesAfter[field.Name], expected = Expected(field.Name);
        if (field.IndexWidth == 0)
            return new(field.Name, null, actual, expected);
        Term index = AnyIndex(field, _store);
        // An array that is the same term needs no look.
        return actual == expected
            ? new(field.Name, index, _store.True, _store.True)
            : new(field.Name, index, _store.Select(actual, index), _store.Select(expected, index));
    }

    /// <summary>What a field must hold afterwards; one that is not specified stays as it was, or begins anew.</summary>
    internal Term Expected(string field)
    {
        Field? specified = Fields.All.SingleOrDefault(f => f.Path == field);
        if (specified is not null)
            return SymbolicTables.Term(Outcome.Next, specified, _store);
        Term before = _run.TablesBefore[field];
        if (!_restarts.TryGetValue(field, out ulong start))
            return before;
        Term entry = _store.Extract(Result, before.IndexWidth - 1, 0);
        Term succeeds = _store.AtMost(Result, _store.Constant(long.MaxValue, 64));
        return _store.Choice(succeeds, _store.Store(before, entry, _store.Constant(start, before.Width)), before);
    }

    /// <summary>The index of which nothing is known at which a field is compared: one for all fields of a table.</summary>
    internal static Term AnyIndex(TableField field, TermStore store) =>
        store.Variable($"any {field.Name.Split('.')[0]} entry of {field.IndexWidth} bits", field.IndexWidth);

    private GuestAccess Access(GuestEffect effect)
    {
        GuestAccessKind kind = effect.Kind switch
        {
            GuestEffectKind.Read => GuestAccessKind.Read,
            GuestEffectKind.Write => GuestAccessKind.Write,
            GuestEffectKind.CompareExchange => GuestAccessKind.CompareExchange,
            GuestEffectKind.Update when effect.Operation == AtomicOperation.And => GuestAccessKind.And,
            GuestEffectKind.Fill => GuestAccessKind.Zero,
            GuestEffectKind.Copy => GuestAccessKind.Copy,
            _ => throw new LiftException(effect.Address, $"an access of kind {effect.Kind} to guest memory"),
        };
        return new(
            kind,
            effect.Guard,
            effect.Frame,
            effect.Offset,
            kind == GuestAccessKind.Copy ? 0 : (int)effect.Bytes.Value,
            effect.Value is null ? null : _store.ZeroExtend(effect.Value, 64),
            effect.Expected is null ? null : _store.ZeroExtend(effect.Expected, 64))
        {
            SourceFrame = effect.SourceFrame,
            SourceOffset = effect.SourceOffset,
            Length = kind == GuestAccessKind.Copy ? effect.Bytes : null,
        };
    }
}
