namespace Verified.Verifier.Tests.Support;

/// <summary>
/// Small policies from a seed: two to five labels, five types of each kind, one to three conflict sets.
/// </summary>
internal static class RandomPolicies
{
    public static Policy Create(int seed)
    {
        Random random = new(seed);
        string[] labels = [.. Enumerable.Range(0, random.Next(2, 6)).Select(i =>
            $"L{i}: {Types("s", 2)} | {Types("w", i == 0 ? 8 : 3)}")];
        string[] conflicts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Types("w", 2)).Where(set => set.Length > 0)];
        // One type that every policy has: without any, no kernel would load it.
        labels[0] = labels[0].Replace(":", ": boot", StringComparison.Ordinal);
        return PolicyText.Read(PolicyText.Short(labels, conflicts));

        string Types(string kind, int chance) => string.Join(' ',
            Enumerable.Range(0, 5).Where(_ => random.Next(chance) == 0).Select(type => kind + type));
    }
}
