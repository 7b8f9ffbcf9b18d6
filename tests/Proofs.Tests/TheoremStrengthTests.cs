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

/// <summary>A theorem that everything satisfies says nothing: what must fail, fails.</summary>
public sealed class TheoremStrengthTests
{
    private readonly TermStore _store = new();
    private readonly Specification _specification = new(Sizes.Image);
    private readonly Operation _operation = AllOperations.Find("alloc_unbound")!;
    private readonly MachineRun _run;

    public TheoremStrengthTests()
    {
        _run = MachineRun.Lift(ImageUnderProof.Open(Repository.Image), _operation, _specification, _store);
    }

    [Fact]
    public void The_hypotheses_do_not_imply_false()
    {
        Refines refines = new(_run, _operation.In(_specification));

        Finding finding = Prover(refines).Prove(new ProofObligation("false", _store.False));

        Assert.Equal(Verdict.Refuted, finding.Result.Verdict);
    }

    [Fact]
    public void A_specification_with_another_result_is_not_refined()
    {
        Refines refines = new(_run, Changed(outcome => new(outcome.Result + SymbolicWord.Constant(1, 64), outcome.Next)));

        Assert.Equal(Verdict.Refuted, Prove(refines, "the result agrees"));
    }

    [Fact]
    public void A_specification_that_changes_another_table_is_not_refined()
    {
        SymbolicWord zero = SymbolicWord.Constant(0, 64);
        Refines refines = new(_run, Changed(outcome =>
            new(outcome.Result, outcome.Next.With(Mappings.Gfn, zero, zero, SymbolicWord.Constant(1, 64)))));

        Assert.Equal(Verdict.Refuted, Prove(refines, "Mappings agrees at every entry"));
    }

    [Fact]
    public void A_specification_that_writes_guest_memory_is_not_refined_by_code_that_does_not()
    {
        Specification.Operation operation = _operation.In(_specification);
        Refines refines = new(_run, operation with
        {
            Run = (state, arguments, memory) =>
            {
                SymbolicWord zero = SymbolicWord.Constant(0, 64);
                memory.Write(SymbolicBool.True, zero, zero, 8, zero);
                return operation.Run(state, arguments, memory);
            },
        });

        Assert.Equal(Verdict.Refuted, Prove(refines, "guest memory access 1 agrees"));
    }

    [Fact]
    public void Without_the_invariant_the_code_does_not_refine_the_specification()
    {
        Refines refines = new(_run, _operation.In(_specification));
        Term claim = refines.Obligations().Single(o => o.Name == "the result agrees").Claim;

        Answer answer = ObligationChecker.Check(
            new Z3Solver(), [refines.Requires, _store.Not(claim)], Refinement.Prover.DefaultBudget);

        Assert.Equal(Symbolic.Solving.Verdict.Satisfiable, answer.Verdict);
    }

    private Specification.Operation Changed(Func<Specification.Outcome, Specification.Outcome> change)
    {
        Specification.Operation operation = _operation.In(_specification);
        return operation with { Run = (state, arguments, memory) => change(operation.Run(state, arguments, memory)) };
    }

    private Prover Prover(Refines refines) =>
        new(new Z3Solver(), new(_specification, _run.Initial, _store), refines.Requires);

    private Verdict Prove(Refines refines, string obligation) =>
        Prover(refines).Prove(refines.Obligations().Single(o => o.Name == obligation)).Result.Verdict;
}
