using System.Collections.Immutable;
using Verified.Verifier.Intents;

namespace Verified.PolicyCommands.Tests.Support;

/// <summary>Policies from a seed: small enough for brute force, dense enough that every answer is common.</summary>
internal static class RandomPolicies
{
    private static readonly Place Here = new("random.xml", 1);

    public static Policy Create(Random random)
    {
        int ste = random.Next(0, 6);
        int wall = random.Next(0, 6);
        int labels = random.Next(0, 8);
        double density = 0.1 + random.NextDouble() * 0.4;
        return new()
        {
            File = "random.xml",
            Name = Pick(random, "p", "q", "P & \"Q\"", "<p>"),
            Version = new((uint)random.Next(3), (uint)random.Next(100_000_000)),
            From = random.Next(3) == 0 ? new("p", new(1, (uint)random.Next(3))) : null,
            Generation = 3,
            SourceHash = [],
            SteTypes = Types("s", ste),
            WallTypes = Types("w", wall),
            ConflictSets = wall == 0 ? [] : [.. Enumerable.Range(0, random.Next(4))
                .Select(i => new ConflictSet($"c{random.Next(3)}", Uses(random, wall, 0.5), Here))],
            VmLabels = [.. Enumerable.Range(0, labels).Select(i =>
                new VmLabel($"L{i}", null, Uses(random, ste, density), Uses(random, wall, density), Here))],
            ResourceLabels = ste == 0 ? [] : [.. Enumerable.Range(0, random.Next(4))
                .Select(i => new ResourceLabel($"R{i}", null, new(random.Next(ste), Here), Here))],
            Bootstrap = labels == 0 ? -1 : random.Next(labels),
        };
    }

    /// <summary>The policy after a few small changes: what most updates are.</summary>
    public static Policy Change(Policy policy, Random random)
    {
        int ste = policy.SteTypes.Length;
        int wall = policy.WallTypes.Length;
        VmLabel[] kept = [.. policy.VmLabels.Where(_ => random.Next(8) > 0).Select(label => random.Next(4) > 0 ? label
            : label with { SteUses = Uses(random, ste, 0.3), WallUses = Uses(random, wall, 0.3) })];
        VmLabel[] added = [.. Enumerable.Range(0, random.Next(2))
            .Select(i => new VmLabel($"N{i}", null, Uses(random, ste, 0.3), Uses(random, wall, 0.3), Here))];
        VmLabel[] labels = [.. Copies(kept), .. added];
        int same = Array.FindIndex(labels, label => label.Name == (policy.Bootstrap < 0 ? null : policy.VmLabels[policy.Bootstrap].Name));
        return With(policy, [.. labels], policy.ResourceLabels, labels.Length == 0 ? -1 : Math.Max(same, 0));
    }

    /// <summary>The policy with every label renamed and saying so.</summary>
    public static Policy Rename(Policy policy, Func<string, string> newName) => With(
        policy,
        [.. policy.VmLabels.Select(label => new VmLabel(newName(label.Name), label.Name, label.SteUses, label.WallUses, Here))],
        [.. policy.ResourceLabels.Select(label => label with { Name = newName(label.Name), From = label.Name })],
        policy.Bootstrap);

    public static Intent Intent(Policy policy, Random random)
    {
        ImmutableArray<LabelUse>[] coalitions = [[], [], []];
        ImmutableArray<LabelUse> trusted = [];
        for (int label = 0; label < policy.VmLabels.Length; label++)
        {
            int role = random.Next(5);
            if (role == 3)
                trusted = trusted.Add(new(label, Here));
            else if (role < 3)
                coalitions[role] = coalitions[role].Add(new(label, Here));
        }

        return new() { Trusted = trusted, Coalitions = [.. coalitions.Select((labels, i) => new Coalition($"C{i}", labels))] };
    }

    public static Policy With(
        Policy policy, ImmutableArray<VmLabel> labels, ImmutableArray<ResourceLabel> resources, int bootstrap) => new()
        {
            File = policy.File,
            Name = policy.Name,
            Version = policy.Version,
            From = policy.From,
            Generation = policy.Generation,
            SourceHash = policy.SourceHash,
            SteTypes = policy.SteTypes,
            WallTypes = policy.WallTypes,
            ConflictSets = policy.ConflictSets,
            VmLabels = labels,
            ResourceLabels = resources,
            Bootstrap = bootstrap,
        };

    /// <summary>Copies that work their type sets out anew: a record copied with other uses would keep the old sets.</summary>
    private static IEnumerable<VmLabel> Copies(IEnumerable<VmLabel> labels) =>
        labels.Select(label => new VmLabel(label.Name, label.From, label.SteUses, label.WallUses, label.Place));

    private static ImmutableArray<TypeDefinition> Types(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TypeDefinition($"{prefix}{i}", Here))];

    private static ImmutableArray<TypeUse> Uses(Random random, int types, double density) =>
        [.. Enumerable.Range(0, types).Where(_ => random.NextDouble() < density).Select(type => new TypeUse(type, Here))];

    private static string Pick(Random random, params string[] words) => words[random.Next(words.Length)];
}
