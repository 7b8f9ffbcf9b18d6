using System.Collections.Concurrent;
using System.Collections.Immutable;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Mutation;

/// <summary>
/// States and arguments in which some change of an operation was seen to go wrong. The next change is tried on them
/// first: what they refute needs no solver. Each refutation is confirmed by evaluating every hypothesis and the claim.
/// </summary>
internal sealed class Witnesses
{
    private const int Kept = 48;

    private readonly ConcurrentDictionary<string, ImmutableList<Model>> _models = [];

    /// <summary>Keeps some of an operation's states and arguments before the first change of it is tried.</summary>
    public void Begin(string operation, Func<IEnumerable<Model>> samples) =>
        _models.GetOrAdd(operation, _ => [.. samples()]);

    /// <summary>Keeps a state and arguments.</summary>
    public void Add(string operation, Model model) =>
        _models.AddOrUpdate(operation, [model], (_, models) => models.Count < Kept ? models.Insert(0, model) : models);

    /// <summary>The obligation of which one of them is a counterexample, or null.</summary>
    public string? Refute(string operation, SideBySide pair)
    {
        if (!_models.TryGetValue(operation, out ImmutableList<Model>? models))
            return null;
        IReadOnlyList<ProofObligation> obligations = [.. pair.Confined, .. pair.Refines.Obligations()];
        return models.Select(model => Refute(model, pair, obligations)).FirstOrDefault(name => name is not null);
    }

    /// <summary>The obligation of which a state with its arguments is a counterexample, or null.</summary>
    public static string? Refute(Model model, SideBySide pair) =>
        Refute(model, pair, [.. pair.Confined, .. pair.Refines.Obligations()]);

    private static string? Refute(Model model, SideBySide pair, IReadOnlyList<ProofObligation> obligations)
    {
        Evaluator evaluator = new(model);
        if (!evaluator.Holds(pair.Refines.Requires))
            return null;
        foreach (ProofObligation obligation in obligations)
        {
            Model? denying = Denying(obligation, model, evaluator, pair);
            if (denying is not null && Satisfies(denying, pair.Prover.Question(obligation.Claim, Prover.MaximumRounds)))
                return obligation.Name;
        }

        return null;
    }

    private static bool Satisfies(Model model, IReadOnlyList<Term> assertions)
    {
        Evaluator evaluator = new(model);
        return assertions.All(evaluator.Holds);
    }

    // A claim about tables fails at some entry: it is found by walking through what was stored.
    private static Model? Denying(ProofObligation obligation, Model model, Evaluator evaluator, SideBySide pair)
    {
        if (!evaluator.Holds(obligation.Claim))
            return model;
        foreach (EntryPair entry in obligation.Entries)
        {
            if (entry.Index is null)
                continue;
            Term actual = pair.Changed.TablesAfter[entry.Field], expected = pair.Refines.Expected(entry.Field);
            // Of a column, the row is what nothing is known of.
            string unknown = TermWalk.Variables([entry.Index])[0].Name;
            foreach (UInt128 index in Stored(actual, evaluator).Concat(Stored(expected, evaluator)))
            {
                if (At(actual, index, model, evaluator) != At(expected, index, model, evaluator))
                    return With(model, unknown, index);
            }
        }

        return null;
    }

    private static IEnumerable<UInt128> Stored(Term array, Evaluator evaluator) =>
        Stores(array, evaluator).Select(store => evaluator.Value(store.Second));

    private static UInt128 At(Term array, UInt128 index, Model model, Evaluator evaluator)
    {
        foreach (Term store in Stores(array, evaluator))
        {
            if (evaluator.Value(store.Second) == index)
                return evaluator.Value(store.Third);
        }

        return model.Entry(Base(array).Name, index) & Bits.Mask(array.Width);
    }

    // The stores of the path that is taken, the last one first.
    private static IEnumerable<Term> Stores(Term array, Evaluator evaluator)
    {
        while (array.Kind != TermKind.ArrayVariable)
        {
            if (array.Kind == TermKind.Choice)
            {
                array = evaluator.Holds(array.First) ? array.Second : array.Third;
                continue;
            }

            yield return array;
            array = array.First;
        }
    }

    // Stores and choices change one table: any way down leads to it.
    private static Term Base(Term array)
    {
        while (array.Kind != TermKind.ArrayVariable)
            array = array.Kind == TermKind.Store ? array.First : array.Second;
        return array;
    }

    private static Model With(Model model, string name, UInt128 value)
    {
        Model copy = new();
        foreach ((string word, UInt128 known) in model.Words)
            copy.Set(word, known);
        foreach ((string array, UInt128 index, UInt128 known) in model.Entries)
            copy.Set(array, index, known);
        return copy.Set(name, value);
    }
}
