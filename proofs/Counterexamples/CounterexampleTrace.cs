using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.Terms;
using Verified.Traces;

namespace Verified.Proofs.Counterexamples;

/// <summary>
/// A counterexample as a trace: the tables and guest frames before the call, entry by entry, and the call. The entries
/// that are not named are 0, as in the counterexample.
/// </summary>
public static class CounterexampleTrace
{
    private const int MostUnsteadyWords = 16;

    /// <summary>The trace of a counterexample; null when no trace can say it.</summary>
    /// <param name="model">The counterexample's values.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="run">The lifted code.</param>
    /// <param name="about">One line: what is refuted.</param>
    /// <param name="reason">Why there is no trace; empty when there is one.</param>
    public static Trace? Of(Model model, Operation operation, MachineRun run, string about, out string reason)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(run);
        Evaluator evaluator = new(model);
        GuestContents memory = GuestContents.Of(run.GuestEffects, evaluator);
        reason = memory.Problem ?? "";
        if (memory.Problem is not null) return null;
        return new()
        {
            About = about,
            Sizes = TraceSizes.Image,
            Tables = [.. Fields.All.SelectMany(field => Entries(field, model))],
            Memory = memory.Words,
            Steps = [new CallStep(operation.Name, [.. run.Arguments.Select(term => (ulong)evaluator.Value(term))])],
        };
    }

    /// <summary>
    /// The counterexample in which guest memory says the same until the call changes it, as far as the assertions allow
    /// that: a solver changes it at will.
    /// </summary>
    /// <param name="model">A counterexample.</param>
    /// <param name="assertions">What must hold.</param>
    /// <param name="run">The lifted code.</param>
    public static Model Steady(Model model, IReadOnlyList<Term> assertions, MachineRun run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(assertions);
        ArgumentNullException.ThrowIfNull(run);
        for (int i = 0; i < MostUnsteadyWords; i++)
        {
            if (GuestContents.Of(run.GuestEffects, new(model)).Unsteady is not { } found
                || found.Word.Kind != TermKind.Variable)
                return model;
            Model steadier = With(model, found.Word.Name, found.Steady);
            Evaluator evaluator = new(steadier);
            if (!assertions.All(evaluator.Holds)) return model;
            model = steadier;
        }

        return model;
    }

    private static Model With(Model model, string name, UInt128 value)
    {
        Model changed = new();
        foreach ((string word, UInt128 number) in model.Words) changed.Set(word, number);
        foreach ((string array, UInt128 index, UInt128 number) in model.Entries) changed.Set(array, index, number);
        return changed.Set(name, value);
    }

    // Of the entries only ZeroFrame is other than 0 in a kernel before boot: it is always said.
    private static IEnumerable<SetStep> Entries(Field field, Model model) => field.Dimensions.Count switch
    {
        0 when model.Word(field.Path) != 0 || field == Frames.Zero =>
            [new(field.Path, [], (ulong)model.Word(field.Path))],
        0 => [],
        _ => model.Entries.Where(entry => entry.Array == field.Path && entry.Value != 0)
            .Select(entry => new SetStep(field.Path, Indices(field, entry.Index), (ulong)entry.Value)),
    };

    private static int[] Indices(Field field, UInt128 index)
    {
        if (field.Dimensions.Count == 1) return [(int)index];
        int columnBits = SymbolicTables.Bits(Sizes.Image, field.Dimensions[1]);
        return [(int)(index >> columnBits), (int)(index & ((UInt128.One << columnBits) - 1))];
    }
}
