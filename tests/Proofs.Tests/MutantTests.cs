using Verified.Proofs.Image;
using Verified.Proofs.Mutation;
using Verified.Proofs.Operations;
using Verified.Proofs.Tests.Support;
using Verified.Symbolic.Solving;

namespace Verified.Proofs.Tests;

/// <summary>
/// Bugs in the machine code itself. The whole set takes minutes, so that a test takes every n-th; docs/proofs.md has
/// the figures of all. A mutant that survives must do the same as the original: here those that move the limit of a
/// check which the invariant lets nothing reach.
/// </summary>
public sealed class MutantTests
{
    [Theory]
    [InlineData("alloc_unbound", 7)]
    [InlineData("map_grant_ref", 16)]
    public void A_dropped_store_or_a_negated_condition_is_refuted(string name, int step)
    {
        Operation operation = AllOperations.Find(name)!;
        ImageUnderProof image = ImageUnderProof.Open(Repository.Image);
        MutationRun run = new(image, new Z3Solver());
        IReadOnlyList<Mutant> mutants =
        [
            .. MutationRun.Mutants(image, operation)
                .Where(mutant => mutant.Kind is MutationKind.NegatedCondition or MutationKind.DroppedStore)
                .Where((_, number) => number % step == 0),
        ];

        IReadOnlyList<MutantResult> results =
            [.. mutants.Select(mutant => run.Try(operation, mutant))];

        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.Equal(MutantFate.Refuted, result.Fate));
    }
}
