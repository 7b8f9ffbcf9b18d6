using System.Collections.Immutable;

namespace Verified.Verifier.Isolation;

/// <summary>Finds the certificate: classes are what untrusted labels and their types connect.</summary>
public static class CertificateFinder
{
    /// <summary>A certificate that passes if and only if the claim holds.</summary>
    public static Certificate Find(IsolationClaim claim)
    {
        // Elements: labels, then types.
        UnionFind sets = new(claim.LabelCount + claim.TypeCount);
        for (int label = 0; label < claim.LabelCount; label++)
        {
            if (claim.Trusted[label])
                continue;
            foreach (int type in claim.SteTypes[label].Types())
                sets.Join(label, claim.LabelCount + type);
        }

        // Classes are numbered in the order of their first element, so that the same policy gives the same certificate.
        Dictionary<int, int> number = [];
        int Number(int element)
        {
            int root = sets.Find(element);
            number.TryAdd(root, number.Count);
            return number[root];
        }

        int[] labelClass = [.. Enumerable.Range(0, claim.LabelCount)
            .Select(label => claim.Trusted[label] ? -1 : Number(label))];
        int[] typeClass = [.. Enumerable.Range(claim.LabelCount, claim.TypeCount).Select(Number)];
        int[] coalition = [.. Enumerable.Repeat(-1, number.Count)];
        for (int label = claim.LabelCount - 1; label >= 0; label--)
        {
            if (labelClass[label] >= 0)
                coalition[labelClass[label]] = claim.Coalition[label];
        }

        return new([.. labelClass], [.. typeClass], ImmutableArray.Create(coalition));
    }
}
