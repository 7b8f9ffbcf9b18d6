using System.Collections.Immutable;
using Verified.Verifier.Intents;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Tests.Isolation;

/// <summary>The customer-order policy with one fault planted: each is found, by the theorem that it breaks.</summary>
public sealed class PlantedBugTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "policies");
    private static readonly Policy Sound = PolicyFile.Read(Path.Combine(Folder, "customer-order.xml"), PolicyLimits.Kernel);
    private static readonly Intent Stated = IntentReader.Read(Path.Combine(Folder, "customer-order.intent.json"), Sound);

    [Fact]
    public void Every_type_of_a_foreign_coalition_on_an_untrusted_label_breaks_isolation()
    {
        int planted = 0;
        foreach (Coalition coalition in Stated.Coalitions)
        {
            HashSet<int> members = [.. coalition.Labels.Select(use => use.Label)];
            IEnumerable<int> foreign = Stated.Coalitions.Where(other => other != coalition)
                .SelectMany(other => other.Labels).SelectMany(use => Sound.VmLabels[use.Label].SteTypes.Types()).Distinct();
            foreach ((int label, int type) in members.SelectMany(label => foreign.Select(type => (label, type))))
            {
                VmLabel old = Sound.VmLabels[label];
                PolicyProof proof = Prove(label, old with { SteUses = old.SteUses.Add(new(type, old.Place)) });
                Assert.Equal(Verdict.Violated, proof.Isolation.Verdict);
                Assert.Contains(label, proof.Isolation.Chain!.Labels);
                Assert.Contains(type, proof.Isolation.Chain.Links);
                planted++;
            }
        }

        Assert.Equal(15, planted);
    }

    [Fact]
    public void Every_type_that_a_label_loses_breaks_cooperation_and_nothing_else()
    {
        foreach (int label in Stated.MustShare.SelectMany(pair => (int[])[pair.First, pair.Second]).Distinct())
        {
            PolicyProof proof = Prove(label, Sound.VmLabels[label] with { SteUses = [] });
            Assert.Contains(proof.Cooperation, pair => !pair.Holds);
            Assert.Equal(Verdict.Holds, proof.Isolation.Verdict);
        }
    }

    [Fact]
    public void A_label_that_loses_its_Chinese_Wall_type_may_run_together_with_its_competitor()
    {
        foreach (LabelPair stated in Stated.NeverTogether)
        {
            PolicyProof proof = Prove(stated.First, Sound.VmLabels[stated.First] with { WallUses = [] });
            PairResult broken = Assert.Single(proof.Separation, pair => !pair.Holds);
            Assert.Equal(stated, broken.Pair);
        }
    }

    private static PolicyProof Prove(int changed, VmLabel label)
    {
        // The records derive their sets from the uses when they are built, so the label is built anew.
        VmLabel rebuilt = new(label.Name, label.From, label.SteUses, label.WallUses, label.Place);
        ImmutableArray<VmLabel> labels = Sound.VmLabels.SetItem(changed, rebuilt);
        Policy policy = new()
        {
            File = Sound.File,
            Name = Sound.Name,
            Generation = Sound.Generation,
            SourceHash = Sound.SourceHash,
            SteTypes = Sound.SteTypes,
            WallTypes = Sound.WallTypes,
            ConflictSets = Sound.ConflictSets,
            VmLabels = labels,
            ResourceLabels = Sound.ResourceLabels,
            Bootstrap = Sound.Bootstrap,
        };
        return PolicyProver.Prove(policy, Stated);
    }
}
