using Verified.Proofs;

namespace Verified.Tools.ProofTrials;

/// <summary>
/// What the proofs of the operations cost, solved anew: one line each. Options: <c>jobs=</c>, <c>only=</c>.
/// </summary>
internal static class Figures
{
    private const string Head = "operation                       instructions  steps  merges  obligations  ms lifting  ms z3  million units";

    public static int Run(string imageFile, Options options)
    {
        Console.WriteLine(Head);
        IReadOnlyList<TheoremResult> all = ProofRun.Prove(imageFile, options.Operations, new() { Jobs = options.Jobs });
        TheoremResult[][] operations = [.. all.GroupBy(result => result.Operation).Select(group => group.ToArray())];
        foreach (TheoremResult[] theorems in operations) Console.WriteLine(Line(theorems[0].Operation, [theorems]));
        Console.WriteLine(Line("all", operations));
        TheoremResult[] open = [.. all.Where(result => result.Verdict != Verdict.Proved)];
        foreach (TheoremResult result in open) Console.WriteLine(result);
        return open.Length == 0 ? 0 : 1;
    }

    private static string Line(string name, TheoremResult[][] operations)
    {
        LiftingFigures[] lifted = [.. operations.Select(theorems => theorems[0].Lifting)];
        ObligationResult[] obligations = [.. operations.SelectMany(theorems => theorems).SelectMany(t => t.Obligations)];
        return $"{name,-30} {lifted.Sum(l => l.Instructions),13} {lifted.Sum(l => l.Steps),6} {lifted.Sum(l => l.Merges),7} "
            + $"{obligations.Length,12} {lifted.Sum(l => l.Milliseconds),11} {obligations.Sum(o => o.Milliseconds),6} "
            + $"{obligations.Sum(o => o.ResourceUnits) / 1e6,14:F1}";
    }
}
