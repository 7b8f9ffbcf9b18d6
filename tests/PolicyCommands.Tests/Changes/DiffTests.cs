using FsCheck.Xunit;
using Verified.Verifier.Changes;

namespace Verified.PolicyCommands.Tests.Changes;

public sealed class DiffTests
{
    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 3000)]
    public void The_difference_is_what_the_definitions_say_of_every_pair(Seed seed)
    {
        (Policy old, Policy @new) = Step(seed);
        (HashSet<string> before, HashSet<string> after) = (ByDefinition.Permissions(old), ByDefinition.Permissions(@new));
        PolicyDiff diff = PolicyDiff.Between(old, @new);
        Assert.Equal(After(after.Except(before), old, @new), Lines(diff, diff.Gained));
        Assert.Equal(After(before.Except(after), old, @new), Lines(diff, diff.Lost));
        bool gains = !after.IsSubsetOf(before);
        bool loses = !before.IsSubsetOf(after);
        Comparison wanted = (gains, loses) switch
        {
            (false, false) => Comparison.Equivalent,
            (false, true) => Comparison.Stricter,
            (true, false) => Comparison.Looser,
            _ => Comparison.Incomparable,
        };
        Assert.Equal(wanted, diff.Comparison);
    }

    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 1000)]
    public void The_way_back_gains_what_the_way_there_lost(Seed seed)
    {
        (Policy old, Policy @new) = Step(seed);
        (PolicyDiff there, PolicyDiff back) = (PolicyDiff.Between(old, @new), PolicyDiff.Between(@new, old));
        Assert.Equal(Lines(there, there.Gained), Lines(back, back.Lost));
        Assert.Equal(Lines(there, there.Lost), Lines(back, back.Gained));
    }

    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 1000)]
    public void Renaming_every_label_changes_nothing(Seed seed)
    {
        Policy policy = RandomPolicies.Create(seed.Random());
        Assert.Equal(Comparison.Equivalent, PolicyDiff.Between(policy, RandomPolicies.Rename(policy, name => "x" + name)).Comparison);
    }

    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 1000)]
    public void A_change_beside_a_renaming_is_the_same_change(Seed seed)
    {
        (Policy old, Policy @new) = Step(seed);
        PolicyDiff plain = PolicyDiff.Between(old, @new);
        PolicyDiff renamed = PolicyDiff.Between(old, RandomPolicies.Rename(@new, name => "x" + name));
        // A label that is new keeps saying so: it names no label of the old policy.
        Assert.Equal(plain.Gained.Length, renamed.Gained.Length);
        Assert.Equal(plain.Lost.Length, renamed.Lost.Length);
    }

    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 2000)]
    public void Labels_may_run_at_a_time_if_and_only_if_every_pair_of_them_may(Seed seed)
    {
        Random random = seed.Random();
        Policy policy = RandomPolicies.Create(random);
        int[] labels = [.. Enumerable.Range(0, policy.VmLabels.Length).Where(_ => random.Next(2) == 0)];
        bool pairs = labels.All(a => labels.All(b => ByDefinition.IsAdmitted(policy, [a, b])));
        Assert.Equal(labels.Length == 0 || pairs, labels.Length == 0 || ByDefinition.IsAdmitted(policy, labels));
    }

    private static (Policy Old, Policy New) Step(Seed seed)
    {
        Random random = seed.Random();
        Policy old = RandomPolicies.Create(random);
        return (old, RandomPolicies.Change(old, random));
    }

    /// <summary>
    /// Running together is told for labels that can run in both policies: for the others, the label's own difference
    /// implies it.
    /// </summary>
    private static IEnumerable<string> After(IEnumerable<string> permissions, Policy old, Policy @new)
    {
        return permissions.Where(line => !line.StartsWith("together ", StringComparison.Ordinal)
            || line.Split(' ').Skip(1).All(name => Runs(old, name) && Runs(@new, name))).Order(StringComparer.Ordinal);

        static bool Runs(Policy policy, string name) =>
            policy.FindVmLabel(name) is >= 0 and int label && ByDefinition.IsAdmitted(policy, [label]);
    }

    private static IEnumerable<string> Lines(PolicyDiff diff, IEnumerable<Change> changes) =>
        changes.Select(change => Line(diff, change)).Order(StringComparer.Ordinal);

    private static string Line(PolicyDiff diff, Change change)
    {
        string first = diff.VmLabels[change.First].Name;
        if (change.Permission == Permission.DomainZero)
            return $"domain0 {first}";
        if (change.Permission == Permission.Create)
            return $"create {first}";
        if (change.Permission == Permission.Access)
            return $"access {first} {diff.ResourceLabels[change.Second].Name}";
        string[] pair = [.. new[] { first, diff.VmLabels[change.Second].Name }.Order(StringComparer.Ordinal)];
        return $"{(change.Permission == Permission.Share ? "share" : "together")} {pair[0]} {pair[1]}";
    }
}
