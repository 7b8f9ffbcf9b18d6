using Verified.Verifier.Findings;
using Verified.Verifier.Isolation;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Proving;

/// <summary>Says where a chain between coalitions is most likely cut.</summary>
internal static class ChainMend
{
    /// <summary>
    /// A label between the ends belongs to no coalition and joins both: it is named. Of two labels that share directly,
    /// the one whose coalition has fewer holders of the type is named: the type is rather the other's.
    /// </summary>
    public static Finding For(Policy policy, IsolationClaim claim, SharingChain chain)
    {
        bool hasBridge = chain.Labels.Length > 2;
        int link = hasBridge ? 1 : 0;
        int suspect = hasBridge ? chain.Labels[1] : Stranger(claim, chain.Labels[0], chain.Labels[1], chain.Links[0]);
        VmLabel label = policy.VmLabels[suspect];
        int type = chain.Links[link];
        Place place = label.SteUses.First(use => use.Type == type).Place;
        string name = NameRules.Quote(label.Name);
        string typeName = NameRules.Quote(policy.SteTypes[type].Name);
        string what = hasBridge
            ? $"VM label {name} holds {NameRules.Quote(policy.SteTypes[chain.Links[0]].Name)} and {typeName}, "
                + "and no coalition has both"
            : $"VM label {name} holds type {typeName}, which a label of another coalition holds too";
        bool unlisted = claim.Coalition[suspect] >= claim.StatedCoalitions;
        string coalition = unlisted && !hasBridge ? ", or name it in that coalition of the intent" : "";
        return new(Severity.Error, "untrusted-bridge", place, what,
            $"take {typeName} from {name}{coalition}, or name {name} trusted if it is to be relied on to keep them apart");
    }

    private static int Stranger(IsolationClaim claim, int a, int b, int type)
    {
        (int inA, int inB) = (Holders(claim, a, type), Holders(claim, b, type));
        if (inA != inB)
            return inA < inB ? a : b;
        return claim.SteTypes[a].Count > claim.SteTypes[b].Count ? a : b;
    }

    /// <summary>How many untrusted labels of a label's coalition hold the type.</summary>
    private static int Holders(IsolationClaim claim, int label, int type) =>
        Enumerable.Range(0, claim.LabelCount).Count(other =>
            !claim.Trusted[other] && claim.Coalition[other] == claim.Coalition[label]
            && claim.SteTypes[other].Contains(type));
}
