using Verified.Proofs.Certification;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Solving;

namespace Verified.Tools.ProofTrials;

/// <summary>
/// Every obligation with other seeds of the solver, under the budget that proofs have: each must settle with all.
/// Options: <c>seeds=</c> (10), <c>jobs=</c>, <c>only=</c>.
/// </summary>
internal static class Stability
{
    public static int Run(string imageFile, string folder, Options options)
    {
        int seeds = options.Number("seeds", 10, 1);
        ISolver[] solvers = [.. Enumerable.Range(1, seeds).Select(seed => new Z3Solver((uint)seed))];
        IReadOnlyList<Opinion> opinions = Opinions.Of(imageFile, folder, options, solvers, Prover.DefaultBudget);
        Opinion[][] unstable = [.. opinions.Chunk(seeds).Where(all => all.Any(opinion => !opinion.Agrees))];
        foreach (Opinion[] all in unstable)
        {
            Console.WriteLine($"unstable {all[0].Operation} {all[0].Asked.Theorem}: {all[0].Asked.Obligation.Name}: "
                + $"{all.Count(opinion => opinion.Agrees)} of {seeds} seeds settle it");
        }

        Console.WriteLine($"{unstable.Length} of {opinions.Count / seeds} obligations do not settle with each of {seeds} seeds "
            + $"within {Prover.DefaultBudget / 1_000_000} million units");
        return unstable.Length == 0 ? 0 : 1;
    }
}
