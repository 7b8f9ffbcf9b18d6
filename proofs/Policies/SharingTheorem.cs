using Verified.Proofs.Refinement;
using Verified.Spec;
using Verified.Symbolic.Logic;
using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Policies;

/// <summary>
/// What links the claim about coalitions to the reference monitor: in every policy of the image's size, two labels may
/// share iff some type is held by both.
/// </summary>
public static class SharingTheorem
{
    /// <summary>Decides it.</summary>
    public static ObligationResult Prove()
    {
        TermStore store = new();
        SymbolicSpecification.SystemState state = SymbolicTables.State(Sizes.Image, field =>
            field.Dimensions.Count == 0
                ? store.Variable(field.Path, field.Width)
                : store.ArrayVariable(field.Path, SymbolicTables.IndexBits(Sizes.Image, field), field.Width));
        SymbolicBool statement = SymbolicSpecification.SharingIsHoldingATypeInCommon(
            SymbolicSpecification.PolicyTables.InForce(state), Any(store, "a"), Any(store, "b"));
        return new LemmaProof(new Z3Solver(), store).Decide(
            new("labels share iff some type is held by both", [], statement));
    }

    private static SymbolicWord Any(TermStore store, string name) => new(store.Variable(name, 64));
}
