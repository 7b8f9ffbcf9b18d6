using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Refinement;
using Verified.Proofs.Tests.Support;
using Verified.Spec;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;
using Specification = Verified.Spec.Specification<
    Verified.Symbolic.Logic.SymbolicBool, Verified.Symbolic.Logic.SymbolicWord, Verified.Symbolic.Logic.SymbolicTable>;

namespace Verified.Proofs.Tests;

/// <summary>
/// A theorem that everything satisfies says nothing: its hypotheses exclude something, and not everything. Wrong
/// specifications are refuted in <see cref="OverConstraintTests"/>.
/// </summary>
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
    public void Without_the_invariant_the_code_does_not_refine_the_specification()
    {
        Refines refines = new(_run, _operation.In(_specification));
        Term claim = refines.Obligations().Single(o => o.Name == "the result agrees").Claim;

        Answer answer = ObligationChecker.Check(
            new Z3Solver(), [refines.Requires, _store.Not(claim)], Refinement.Prover.DefaultBudget);

        Assert.Equal(Symbolic.Solving.Verdict.Satisfiable, answer.Verdict);
    }

    private Prover Prover(Refines refines) =>
        new(new Z3Solver(), new(_specification, _run.Initial, _store), refines.Requires);
}
