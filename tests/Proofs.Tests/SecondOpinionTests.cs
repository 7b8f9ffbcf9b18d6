using Verified.Proofs.Certification;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Tests.Support;
using Verified.Symbolic.Solving;
using Found = Verified.Symbolic.Solving.Verdict;

namespace Verified.Proofs.Tests;

/// <summary>What other solvers say is compared with what the theorems need.</summary>
public sealed class SecondOpinionTests
{
    private static readonly IReadOnlyList<AskedQuestion> Questions = SecondOpinions.Questions(
        ImageUnderProof.Open(Repository.Image),
        AllOperations.Find("set_version")!,
        new AnswerCache(new Z3Solver(), Repository.ProofCache));

    [Fact]
    public void Every_obligation_has_a_question_and_what_is_possible_is_among_them()
    {
        Assert.Contains(Questions, asked => asked.AsksForPossibility);
        Assert.Contains(Questions, asked => !asked.AsksForPossibility);
    }

    [Fact]
    public void Another_solver_agrees()
    {
        Assert.SkipUnless(ProcessSolver.Z3.IsInstalled, "z3 is not installed");
        ProcessSolver solver = ProcessSolver.Z3.Certifying(TimeSpan.FromMinutes(2));

        Assert.All(Questions, asked => Assert.True(SecondOpinions.Ask("set_version", asked, solver, 0).Agrees));
    }

    [Theory]
    [InlineData(Found.Satisfiable)]
    [InlineData(Found.Unsatisfiable)]
    public void A_solver_that_always_says_the_same_disagrees_somewhere(Found answer)
    {
        Opinion[] opinions = [.. Questions.Select(asked => SecondOpinions.Ask("set_version", asked, new Stubborn(answer), 0))];

        Assert.Contains(opinions, opinion => opinion.Disagrees);
        Assert.Contains(opinions, opinion => opinion.Agrees);
    }

    [Fact]
    public void No_answer_is_neither()
    {
        Opinion opinion = SecondOpinions.Ask("set_version", Questions[0], new Stubborn(Found.Unknown), 0);

        Assert.False(opinion.Agrees);
        Assert.False(opinion.Disagrees);
    }

    private sealed class Stubborn(Found answer) : ISolver
    {
        public string Name => "stubborn";

        public Answer Check(Question question, ulong budget) => new(answer, null, "", 0, 0);
    }
}
