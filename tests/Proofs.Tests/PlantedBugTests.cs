using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Proofs.Tests.Support;
using Verified.Symbolic.Solving;

namespace Verified.Proofs.Tests;

/// <summary>Bugs in the handlers' C#, each compiled into an image and refuted there.</summary>
public sealed class PlantedBugTests(KernelCopy copy) : IClassFixture<KernelCopy>
{
    [Theory]
    [InlineData("alloc_unbound-without-monitor", "alloc_unbound", "-13")]
    [InlineData("alloc_unbound-asks-for-the-caller", "alloc_unbound", "")]
    [InlineData("alloc_unbound-keeps-the-bit", "alloc_unbound", "FreePorts[")]
    [InlineData("map_grant_ref-without-monitor", "map_grant_ref", "-8")]
    [InlineData("map_grant_ref-wrong-pin", "map_grant_ref", "ActiveGrants.WritePins[")]
    [InlineData("map_grant_ref-ignores-the-exchange", "map_grant_ref", "-1")]
    [InlineData("map_grant_ref-maps-the-guest-frame-number", "map_grant_ref", "Leaves[")]
    [InlineData("map_grant_ref-reads-the-entry-twice", "map_grant_ref", "guest memory access")]
    [InlineData("map_grant_ref-forgets-the-frame-count", "map_grant_ref", "Frames.Mappings[")]
    [InlineData("transfer-of-a-mapped-frame", "transfer", "-9")]
    [InlineData("transfer-owes-no-flush", "transfer", "Domains.FlushOwed[")]
    public void A_bug_planted_in_a_handler_is_refuted_in_its_machine_code(string patch, string name, string told)
    {
        string image = copy.BuildWith(patch);

        TheoremResult refines = OperationProof
            .Lift(ImageUnderProof.Open(image), AllOperations.Find(name)!, new Z3Solver())
            .Refines(stopAtFirst: true);

        Assert.Equal(Verdict.Refuted, refines.Verdict);
        Assert.Contains(refines.Counterexample, line => line.Contains(told, StringComparison.Ordinal));
    }
}
