using Verified.Proofs.Certification;
using Verified.Proofs.Refinement;
using Verified.Symbolic.Solving;

namespace Verified.Tools.ProofTrials;

/// <summary>
/// Every obligation by every solver; any disagreement fails. Options: <c>seconds=</c> for one question and solver (20),
/// <c>jobs=</c>, <c>only=</c>.
/// </summary>
internal static class Certify
{
    public static int Run(string imageFile, string folder, Options options)
    {
        TimeSpan limit = TimeSpan.FromSeconds(options.Number("seconds", 20, 1));
        ISolver[] solvers =
        [
            new Z3Solver(),
            ProcessSolver.Z3.Certifying(limit),
            ProcessSolver.Cvc5.Certifying(limit),
            ProcessSolver.Boolector.Certifying(limit),
        ];
        if (solvers.OfType<ProcessSolver>().FirstOrDefault(solver => !solver.IsInstalled) is { } missing)
            throw new SolverException($"{missing.Name} is missing: make setup");
        IReadOnlyList<Opinion> opinions = Opinions.Of(imageFile, folder, options, solvers, Prover.DefaultBudget);
        Console.WriteLine("| solver | agrees | no answer | disagrees |");
        Console.WriteLine("|---|--:|--:|--:|");
        for (int i = 0; i < solvers.Length; i++)
        {
            // The first two may have one name: opinions stand in the order of the solvers.
            Opinion[] own = [.. opinions.Where((_, number) => number % solvers.Length == i)];
            string name = solvers[i].Name + (i == 0 ? ", in process" : "");
            Console.WriteLine($"| {name} | {own.Count(o => o.Agrees)} | {own.Count(o => !o.Agrees && !o.Disagrees)} "
                + $"| {own.Count(o => o.Disagrees)} |");
        }

        foreach (Opinion opinion in opinions.Where(opinion => opinion.Disagrees))
        {
            Console.WriteLine($"disagrees {opinion.Solver}: {opinion.Operation} {opinion.Asked.Theorem}: "
                + $"{opinion.Asked.Obligation.Name}, question {opinion.Asked.Question.Hash}");
        }

        int alone = opinions.Chunk(solvers.Length).Count(all => all[1..].All(opinion => !opinion.Agrees));
        Console.WriteLine($"{opinions.Count / solvers.Length} questions, {alone} of them without a second opinion, "
            + $"{opinions.Count(opinion => opinion.Disagrees)} disagreements");
        return opinions.Any(opinion => opinion.Disagrees) ? 1 : 0;
    }
}
