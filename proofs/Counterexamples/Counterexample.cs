using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Counterexamples;

/// <summary>A refuted obligation in words: the call, what the state before must hold, what the code does instead.</summary>
public static class Counterexample
{
    /// <summary>The lines of a counterexample, the most telling first.</summary>
    /// <param name="finding">A refuted obligation.</param>
    /// <param name="model">The values that refute it, few.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="run">The lifted code.</param>
    /// <param name="refines">The specification beside it.</param>
    /// <param name="image">The image, for the source line.</param>
    public static IReadOnlyList<string> Lines(
        Finding finding, Model model, Operation operation, MachineRun run, Refines refines, ImageUnderProof image)
    {
        ArgumentNullException.ThrowIfNull(finding);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(refines);
        Evaluator evaluator = new(model);
        IEnumerable<string> arguments = refines.Operation.Arguments.Zip(
            run.Arguments, (argument, term) => $"{argument.Name}={Number(evaluator.Value(term))}");
        List<string> lines =
        [
            $"not so: {finding.Obligation.Name}{SourceLine(finding.Obligation, image)}",
            $"call {operation.Name}({string.Join(", ", arguments)})",
            $"the code gives {Signed(evaluator.Value(run.Result))}, the specification {Signed(evaluator.Value(refines.Result))}",
        ];
        lines.AddRange(finding.Obligation.Entries
            .Where(entry => evaluator.Value(entry.Actual) != evaluator.Value(entry.Expected))
            .Select(entry => $"{Place(entry, evaluator)} becomes {Number(evaluator.Value(entry.Actual))}, "
                + $"specified {Number(evaluator.Value(entry.Expected))}"));
        lines.AddRange(Before(finding.Obligation.Claim, model, evaluator));
        return lines;
    }

    // The entries that the call looks at; what only the invariant asks for is counted.
    private static IEnumerable<string> Before(Term claim, Model model, Evaluator evaluator)
    {
        HashSet<(string Array, UInt128 Index)> looked = [.. TermWalk.PostOrder(claim)
            .Where(term => term.Kind == TermKind.Select)
            .SelectMany(select => TermWalk.Variables(select.First)
                .Where(variable => variable.IsArray)
                .Select(variable => (variable.Name, evaluator.Value(select.Second))))];
        IReadOnlyList<string> entries =
        [
            .. model.Entries
                .Where(entry => looked.Contains((entry.Array, entry.Index)))
                .Select(entry => Entry(entry.Array, entry.Index, entry.Value)),
        ];
        int others = model.Entries.Count() - entries.Count;
        string rest = others > 0 ? $"; {others} more entries, as the invariant asks; all else 0" : "; all else 0";
        yield return "before the call: " + (entries.Count > 0 ? string.Join(", ", entries) : "nothing that it looks at") + rest;
    }

    private static string Place(EntryPair entry, Evaluator evaluator) =>
        entry.Index is { } index ? IndexText(entry.Field, evaluator.Value(index)) : entry.Field;

    private static string Entry(string array, UInt128 index, UInt128 value) =>
        $"{IndexText(array, index)} = {Number(value)}";

    // Ports.State at 0x405 is Ports.State[1][5].
    private static string IndexText(string path, UInt128 index)
    {
        Field? field = Fields.All.SingleOrDefault(f => f.Path == path);
        if (field is null || field.Dimensions.Count < 2)
            return $"{path}[{Number(index)}]";
        int columnBits = SymbolicTables.Bits(Sizes.Image, field.Dimensions[1]);
        return $"{path}[{Number(index >> columnBits)}][{Number(index & ((UInt128.One << columnBits) - 1))}]";
    }

    private static string Number(UInt128 value) => value < 1024 ? $"{value}" : $"0x{value:x}";

    private static string Signed(UInt128 value) => $"{(long)(ulong)value}";

    private static string SourceLine(ProofObligation obligation, ImageUnderProof image)
    {
        if (obligation.Address == 0)
            return "";
        try
        {
            return $" (0x{obligation.Address:x}, {LineTable.Lookup(image.Path, [obligation.Address])[0]})";
        }
        catch (ElfException)
        {
            // The line is a courtesy: without addr2line the address must do.
            return $" (0x{obligation.Address:x})";
        }
    }
}
