using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Proofs.Tests.Support;
using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Specification = Verified.Spec.Specification<
    Verified.Symbolic.Logic.SymbolicBool, Verified.Symbolic.Logic.SymbolicWord, Verified.Symbolic.Logic.SymbolicTable>;

namespace Verified.Proofs.Tests;

/// <summary>
/// Every operation's Refines, asked of a specification that says a little more or other than the code does: each time
/// it is refuted, so that neither the hypotheses nor the comparison have room for a wrong specification.
/// </summary>
public sealed class OverConstraintTests
{
    private static readonly SymbolicWord Zero = SymbolicWord.Constant(0, 64);
    private static readonly SymbolicWord One = SymbolicWord.Constant(1, 64);

    // Of all operations, as `make strength` asks, the questions take minutes: tests ask about every tenth, or about those
    // that VERIFIED_OPERATIONS names, between commas.
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("VERIFIED_OPERATIONS");

    public static TheoryData<string> Names =>
    [
        .. AllOperations.List.Select(operation => operation.Name)
            .Where((name, i) => Wanted is null ? i % 10 == 0 : Wanted == "all" || Wanted.Split(',').Contains(name)),
    ];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Names))]
    public void A_specification_that_says_more_than_the_code_does_is_refuted(string name)
    {
        Operation operation = AllOperations.Find(name)!;
        Specification specification = new(Sizes.Image);
        TermStore store = new();
        MachineRun run = MachineRun.Lift(ImageUnderProof.Open(Repository.Image), operation, specification, store);
        Specification.Operation specified = operation.In(specification);
        HashSet<Term> right = [.. new Refines(run, specified, operation.Restarts).Obligations().Select(o => o.Claim)];

        Assert.All(Wrong(specified), wrong =>
        {
            Refines refines = new(run, wrong.Operation, operation.Restarts);
            Prover prover = new(new Z3Solver(), new(specification, run.Initial, store), refines.Requires, calls: run.Calls);
            // What the change does not touch is as true as before.
            IEnumerable<ProofObligation> changed = refines.Obligations().Where(o => !right.Contains(o.Claim));
            Assert.True(
                changed.Any(o => prover.Prove(o).Result.Verdict == Verdict.Refuted),
                $"{name} refines a specification with {wrong.What}");
        });
    }

    private static IEnumerable<(string What, Specification.Operation Operation)> Wrong(Specification.Operation right)
    {
        yield return ("another result", right with
        {
            Run = (state, arguments, memory) =>
            {
                Specification.Outcome outcome = right.Run(state, arguments, memory);
                return outcome with { Result = outcome.Result + One };
            },
        });
        yield return ("one more entry changed", right with
        {
            Run = (state, arguments, memory) =>
            {
                Specification.Outcome outcome = right.Run(state, arguments, memory);
                SymbolicWord next = outcome.Next[Parameters.Value, Zero, Zero] + One;
                return outcome with { Next = outcome.Next.With(Parameters.Value, Zero, Zero, next) };
            },
        });
        yield return ("one more write to guest memory", right with
        {
            Run = (state, arguments, memory) =>
            {
                Specification.Outcome outcome = right.Run(state, arguments, memory);
                memory.Write(SymbolicBool.True, Zero, Zero, 8, Zero);
                return outcome;
            },
        });
    }
}
