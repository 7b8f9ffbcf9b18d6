using Verified.Verifier.Isolation;
using Verified.Verifier.Policies;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Proving;

/// <summary>
/// Answers the isolation claim by certificate, by search for a chain, and by the solver. That a certificate
/// which passes implies isolation is proved once, for every policy (<see
/// cref="Proofs.Policies.CertificateTheorem"/>), not in each run.
/// </summary>
internal static class IsolationProver
{
    /// <summary>
    /// Beyond so many labels (what a kernel loads) the solver is not asked: the certificate needs no help, and the
    /// question would cost more than it tells.
    /// </summary>
    private const int SolverLabels = 1024;

    public static IsolationResult Prove(
        Policy policy, IsolationClaim claim, Certificate certificate, SolverSession solver)
    {
        bool passes = CertificateChecker.Check(claim, certificate) is null;
        SharingChain? chain = ChainSearch.Shortest(claim);
        if (passes != chain is null)
            throw new ContradictionException("the certificate and the search for a chain disagree about isolation");

        SolverAnswer answer = AskSolver(claim, passes, solver);
        return chain is null
            ? new(Verdict.Holds, certificate, null, null, answer)
            : new(Verdict.Violated, certificate, chain, ChainMend.For(policy, claim, chain), answer);
    }

    private static SolverAnswer AskSolver(IsolationClaim claim, bool passes, SolverSession solver)
    {
        if (claim.LabelCount > SolverLabels)
            return SolverAnswer.NotAsked;

        Satisfiability answer = new IsolationQuestion(solver, claim).Ask(out (int A, int B)? pair);
        if (answer == Satisfiability.Unknown)
            return SolverAnswer.BudgetSpent;
        if (passes != (answer == Satisfiability.Unsatisfiable))
            throw new ContradictionException("the certificate and the solver disagree about isolation");
        if (pair is { } found && !IsViolation(claim, found.A, found.B))
            throw new ContradictionException("the solver's counterexample to isolation is none");
        return SolverAnswer.Agrees;
    }

    private static bool IsViolation(IsolationClaim claim, int a, int b) =>
        !claim.Trusted[a] && !claim.Trusted[b] && claim.Coalition[a] != claim.Coalition[b]
        && claim.SteTypes[a].Meets(claim.SteTypes[b]);
}
