using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Tests.Support;

namespace Verified.Proofs.Tests;

/// <summary>The theorems, about the image that <c>make run</c> boots.</summary>
public sealed class ImageTheoremTests
{
    public static TheoryData<string> Names => [.. AllOperations.List.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_linked_image_refines_the_specification_and_is_confined(string name)
    {
        IReadOnlyList<TheoremResult> results = ProofRun.Prove(
            Repository.Image, [AllOperations.Find(name)!], new() { Cache = Repository.ProofCache });

        Assert.Equal(
            [OperationProof.RefinesTheorem, OperationProof.ConfinedTheorem, OperationProof.PossibleTheorem],
            results.Select(result => result.Theorem));
        Assert.All(results, result => Assert.Equal(Verdict.Proved, result.Verdict));
        Assert.NotEmpty(results[^1].Obligations);
        Assert.All(results, result => Assert.Equal(ImageUnderProof.Open(Repository.Image).Hash, result.ImageHash));
    }
}
