using Verified.Proofs.Refinement;
using Verified.Proofs.Theorems;
using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Tests;

/// <summary>Any state of which nothing is known but that the invariant holds and every count is right.</summary>
internal sealed class AnyState
{
    private const ulong Budget = 300_000_000;

    private readonly TermStore _store = new();
    private readonly Z3Solver _solver = new();
    private readonly InvariantInstances _instances;
    private readonly Dictionary<Term, Field> _fields;
    private int _witnesses;

    public AnyState()
    {
        State = SymbolicTables.State(Specification.Sizes, field => field.Dimensions.Count == 0
            ? _store.Variable(field.Path, field.Width)
            : _store.ArrayVariable(field.Path, SymbolicTables.IndexBits(Specification.Sizes, field), field.Width));
        Memory = new(_store);
        _instances = new(Specification, State, _store);
        _fields = Fields.All.Where(f => f.Dimensions.Count > 0)
            .ToDictionary(f => SymbolicTables.Term(State, f, _store));
    }

    public Specification Specification { get; } = new(Sizes.Small);

    public Specification.SystemState State { get; }

    /// <summary>Guest memory, and what operations did to it.</summary>
    public AnyMemory Memory { get; }

    /// <summary>Runs an operation with any arguments; the condition is what its callers guarantee.</summary>
    public (Specification.Outcome Outcome, SymbolicBool Requires) Run(string name)
    {
        Specification.Operation operation = Specification.Operations.Single(o => o.Name == name);
        SymbolicWord[] arguments =
            [.. operation.Arguments.Select(a => Argument(name, a.Name))];
        return (operation.Run(State, arguments, Memory), operation.Requires(State, arguments));
    }

    /// <summary>An argument that an operation is run with.</summary>
    public SymbolicWord Argument(string operation, string name) => Wide(_store.Variable(
        $"{operation}.{name}",
        Specification.Operations.Single(o => o.Name == operation).Arguments.Single(a => a.Name == name).Width));

    /// <summary>Indices of which nothing is known but that they are in range.</summary>
    public IReadOnlyList<SymbolicWord> Any(IReadOnlyList<Dimension> dimensions) =>
        [.. dimensions.Select((d, i) =>
            Wide(_store.Variable($"any{i}.{d}", SymbolicTables.Bits(Specification.Sizes, d))))];

    /// <summary>
    /// Whether a step keeps a part of the invariant. A step that touches nothing the part speaks of leaves the very
    /// term that the invariant gives: there is nothing to ask.
    /// </summary>
    public Verdict ProvePreserved(Specification.Part part, Specification.Outcome outcome, SymbolicBool requires)
    {
        IReadOnlyList<SymbolicWord> at = Any(part.Indices);
        SymbolicBool after = Specification.Preserves(part, outcome, at);
        return ReferenceEquals(after.ToTerm(_store), part.Holds(State, at).ToTerm(_store))
            ? Verdict.Unsatisfiable
            : Prove(requires, after);
    }

    /// <summary>
    /// Whether a step keeps a count right, at any key: the entries that it touches are those at which it stores into a
    /// table whose entries are counted. A step that stores nowhere where the count or its number is has nothing to keep.
    /// </summary>
    public Verdict ProveKept(Specification.Count count, Specification.Outcome outcome, SymbolicBool requires)
    {
        IReadOnlyList<SymbolicWord> key = Any(count.Keys);
        IReadOnlyList<SymbolicWord> other = [.. count.Counted.Select((d, i) => Wide(
            _store.Variable($"other{i}.{d}", SymbolicTables.Bits(Specification.Sizes, d))))];
        if (ReferenceEquals(count.Number(State, key).ToTerm(_store), count.Number(outcome.Next, key).ToTerm(_store))
            && ReferenceEquals(
                count.Counts(State, key, other).ToTerm(_store), count.Counts(outcome.Next, key, other).ToTerm(_store)))
            return Verdict.Unsatisfiable;

        IReadOnlyList<IReadOnlyList<SymbolicWord>> touched = [.. Touched(count, key, other, outcome.Next)];
        return Prove(requires, Specification.CountIsKept(count, State, outcome.Next, key, touched, other));
    }

    private IEnumerable<IReadOnlyList<SymbolicWord>> Touched(
        Specification.Count count,
        IReadOnlyList<SymbolicWord> key,
        IReadOnlyList<SymbolicWord> other,
        Specification.SystemState next)
    {
        HashSet<Field> counted = [.. Looks([count.Counts(State, key, other).ToTerm(_store)]).Select(look => look.Field)];
        return TermWalk.PostOrder(counted
                .Where(field => field.Dimensions.SequenceEqual(count.Counted))
                .Select(field => SymbolicTables.Term(next, field, _store)))
            .Where(term => term.Kind == TermKind.Store && _fields.TryGetValue(Base(term), out Field? field)
                && counted.Contains(field))
            .Select(term => term.Second).Distinct()
            .Select(index => Split(index, count.Counted));
    }

    /// <summary>
    /// Whether a claim holds, given a condition: with the invariant where the claim looks; if that does not do, where
    /// those instances look too, and with the counts.
    /// </summary>
    public Verdict Prove(SymbolicBool given, SymbolicBool claim)
    {
        Term[] question = [given.ToTerm(_store), _store.Not(claim.ToTerm(_store))];
        Verdict verdict = Ask([.. question, .. _instances.Around(question, 1)]);
        return verdict == Verdict.Unsatisfiable
            ? verdict
            : AskWithCounts(question);
    }

    private Verdict AskWithCounts(Term[] question)
    {
        Term[] counts = [.. Counts(question)];
        Verdict verdict = Ask([.. question, .. _instances.Around(question, 2), .. counts]);
        if (verdict == Verdict.Unsatisfiable) return verdict;
        Term[] witnesses = [.. Witnesses(question)];
        return Ask([.. question, .. counts, .. witnesses, .. _instances.Around([.. question, .. witnesses], 2)]);
    }

    // A number that is not 0 counts something: an entry of which nothing else is known.
    private IEnumerable<Term> Witnesses(Term[] question)
    {
        List<(Field Field, Term Index)> looks = Looks(question);
        foreach (Specification.Count count in Specification.Counts)
        {
            foreach (IReadOnlyList<SymbolicWord> key in At(looks, count.Keys))
            {
                IReadOnlyList<SymbolicWord> some = [.. count.Counted.Select((d, i) => Wide(_store.Variable(
                    $"witness{_witnesses}.{i}.{d}", SymbolicTables.Bits(Specification.Sizes, d))))];
                _witnesses++;
                SymbolicBool none = count.Number(State, key) == SymbolicWord.Constant(0, 64);
                yield return (none | count.Counts(State, key, some) != SymbolicWord.Constant(0, 64)).ToTerm(_store);
            }
        }
    }

    private Verdict Ask(IReadOnlyList<Term> assertions) =>
        ObligationChecker.Check(_solver, assertions, Budget).Verdict;

    // At each number that is looked at: it is no larger than if every entry counted for the most, and at least what any
    // two entries that are looked at count for.
    private IEnumerable<Term> Counts(Term[] question)
    {
        List<(Field Field, Term Index)> looks = Looks(question);
        foreach (Specification.Count count in Specification.Counts)
        {
            var entries = At(looks, count.Counted);
            foreach (IReadOnlyList<SymbolicWord> key in At(looks, count.Keys))
            {
                long most = count.Counted.Aggregate((long)count.Most, (product, d) => product * Specification.Sizes.Of(d));
                yield return (count.Number(State, key) <= SymbolicWord.Constant((ulong)most, 64)).ToTerm(_store);
                for (int i = 0; i < entries.Count; i++)
                {
                    for (int j = 0; j <= i; j++)
                    {
                        IReadOnlyList<SymbolicWord>[] some = i == j ? [entries[i]] : [entries[i], entries[j]];
                        yield return Specification.CountsAtLeast(count, State, key, some).ToTerm(_store);
                    }
                }
            }
        }
    }

    private List<(Field Field, Term Index)> Looks(Term[] question) => [.. TermWalk.PostOrder(question)
        .Where(t => t.Kind is TermKind.Select && _fields.ContainsKey(Base(t.First)))
        .Select(t => (_fields[Base(t.First)], t.Second))];

    private List<IReadOnlyList<SymbolicWord>> At(
        IEnumerable<(Field Field, Term Index)> looks, IReadOnlyList<Dimension> dimensions) => dimensions.Count == 0
        ? [[]]
        : [.. looks.Where(l => l.Field.Dimensions.SequenceEqual(dimensions))
            .Select(l => l.Index).Distinct().Select(index => Split(index, dimensions))];

    private IReadOnlyList<SymbolicWord> Split(Term index, IReadOnlyList<Dimension> dimensions)
    {
        if (dimensions.Count == 1) return [Wide(index)];
        int columnBits = SymbolicTables.Bits(Specification.Sizes, dimensions[1]);
        return
        [
            Wide(_store.Extract(index, index.Width - 1, columnBits)),
            Wide(_store.Extract(index, columnBits - 1, 0)),
        ];
    }

    private SymbolicWord Wide(Term term) => new(_store.ZeroExtend(term, 64));

    private static Term Base(Term array)
    {
        while (array.Kind is TermKind.Store or TermKind.Choice)
            array = array.Kind == TermKind.Store ? array.First : array.Second;
        return array;
    }
}
