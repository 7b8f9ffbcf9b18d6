using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Refinement;

/// <summary>
/// The invariant without quantifiers: each of its parts at every index at which some terms look into the initial
/// state's tables. Those instances speak of further entries; the rounds say how often to follow them. Whatever is
/// left out only weakens the hypotheses: a proof from fewer instances is a proof.
/// </summary>
public sealed class InvariantInstances
{
    // So many entries at one base, as the words of a bitmap, are looked at one by one.
    private const int LongestFamily = 32;

    private readonly SymbolicSpecification _specification;
    private readonly SymbolicSpecification.SystemState _initial;
    private readonly TermStore _store;
    private readonly Dictionary<Term, Field> _fields = [];
    private readonly Dictionary<(SymbolicSpecification.Part Part, Term? Index), Term> _known = [];
    private readonly IReadOnlyList<SymbolicSpecification.Part> _parts;

    /// <summary>Instances over a state.</summary>
    /// <param name="specification">The specification.</param>
    /// <param name="initial">A state whose tables are array variables.</param>
    /// <param name="store">Where terms live.</param>
    public InvariantInstances(
        SymbolicSpecification specification, SymbolicSpecification.SystemState initial, TermStore store)
    {
        _specification = specification ?? throw new ArgumentNullException(nameof(specification));
        _initial = initial;
        _store = store;
        _parts = specification.Invariant;
        foreach (Field field in Fields.All.Where(field => field.Dimensions.Count > 0))
            _fields[SymbolicTables.Term(initial, field, store)] = field;
    }

    /// <summary>The instances that matter to some terms, in a fixed order.</summary>
    /// <param name="roots">The terms.</param>
    /// <param name="rounds">How often to follow what instances speak of.</param>
    public IReadOnlyList<Term> Around(IEnumerable<Term> roots, int rounds)
    {
        List<Term> instances = [.. _parts.Where(part => part.Indices.Count == 0).Select(part => Instance(part, null))];
        HashSet<(string Dimensions, Term Index)> done = [];
        List<Term> frontier = [.. roots];
        for (int round = 0; round < rounds; round++)
        {
            List<Term> found = [];
            foreach ((IReadOnlyList<Dimension> dimensions, Term index) in Places(Looks([.. frontier, .. instances])))
            {
                if (!done.Add((string.Join(',', dimensions), index)))
                    continue;
                found.AddRange(_parts
                    .Where(part => part.Indices.SequenceEqual(dimensions))
                    .Select(part => Instance(part, index)));
            }

            instances.AddRange(found);
            frontier = found;
        }

        return [.. instances.Where(instance => !instance.IsTrue).Distinct()];
    }

    /// <summary>
    /// The dimensions and the index of every look; and of every bit that a look at a row of bits may be about: one for
    /// each of what the bits stand for that is looked at elsewhere.
    /// </summary>
    private IEnumerable<(IReadOnlyList<Dimension> Dimensions, Term Index)> Places(
        IReadOnlyList<(Field Field, Term Index, bool IsRead)> looks)
    {
        foreach ((Field field, Term index, bool isRead) in looks)
        {
            yield return (field.Dimensions, index);
            if (field.BitsOf is not { } bits || !isRead)
                continue;
            foreach (Term bit in looks.Where(l => l.Field.Dimensions.SequenceEqual([bits])).Select(l => l.Index).Distinct())
                yield return ([.. field.Dimensions, bits], _store.Concat(index, bit));
        }
    }

    /// <summary>
    /// The looks into the initial tables, in the order of the terms, but those of loops: a loop over a table looks at
    /// its entries at a base and 0, 1, 2, ... What it makes of them is for code and specification to agree on;
    /// instances at each of them would be most of the question and say nothing of that.
    /// </summary>
    private IReadOnlyList<(Field Field, Term Index, bool IsRead)> Looks(IEnumerable<Term> roots)
    {
        IReadOnlyList<(Field Field, Term Index, bool IsRead)> all =
        [
            .. TermWalk.PostOrder(roots)
                .Where(term => term.Kind is TermKind.Select or TermKind.Store && _fields.ContainsKey(Base(term.First)))
                .Select(term => (_fields[Base(term.First)], term.Second, term.Kind == TermKind.Select)),
        ];
        HashSet<(Field, string)> loops =
        [
            .. all.Select(look => (look.Field, look.Index)).Distinct()
                .GroupBy(look => (look.Field, Foot(look.Index)))
                .Where(family => family.Count() > LongestFamily)
                .Select(family => family.Key),
        ];
        return loops.Count == 0 ? all : [.. all.Where(look => !loops.Contains((look.Field, Foot(look.Index))))];
    }

    /// <summary>What is left of an index without its constant part.</summary>
    private string Foot(Term index)
    {
        // A row and a constant column: the column is the constant part.
        Term start = index.Kind == TermKind.Concat && index.Second.IsConstant
            ? _store.Concat(index.First, _store.Constant(0, index.Second.Width))
            : index;
        return string.Join('+', _store.Linear(start).Atoms.Select(atom => $"{atom.Factor}*{atom.Atom.Id}"));
    }

    // A chain of stores and choices changes one table: any way down leads to it.
    internal static Term Base(Term array)
    {
        while (array.Kind is TermKind.Store or TermKind.Choice)
            array = array.Kind == TermKind.Store ? array.First : array.Second;
        return array;
    }

    private Term Instance(SymbolicSpecification.Part part, Term? index)
    {
        if (_known.TryGetValue((part, index), out Term? known))
            return known;
        Term instance = part.Holds(_initial, Indices(part, index)).ToTerm(_store);
        _known[(part, index)] = instance;
        return instance;
    }

    private IReadOnlyList<SymbolicWord> Indices(SymbolicSpecification.Part part, Term? index)
    {
        if (index is null)
            return [];
        if (part.Indices.Count == 1)
            return [Wide(index)];
        int columnBits = SymbolicTables.Bits(_specification.Sizes, part.Indices[1]);
        return
        [
            Wide(_store.Extract(index, index.Width - 1, columnBits)),
            Wide(_store.Extract(index, columnBits - 1, 0)),
        ];
    }

    private SymbolicWord Wide(Term index) => new(_store.ZeroExtend(index, 64));
}
