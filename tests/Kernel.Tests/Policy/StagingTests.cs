using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Monitor;

namespace Verified.Kernel.Tests.Policy;

/// <summary>
/// Two ways into the monitor's tables: a file is loaded at boot and by acm_op (PolicyBinary), and the specification says
/// what a loader does as steps (stage_types, stage_counts). Both must give the same tables, or what is proved of the
/// steps would say nothing about the file.
/// </summary>
public sealed class StagingTests
{
    private const int Seed = 4711;

    [Fact]
    public void A_loaded_policy_is_what_staging_its_rows_word_by_word_gives()
    {
        System.Random random = new(Seed);
        Compare(SamplePolicy.Describe(), "the sample policy");
        for (int i = 0; i < 300; i++)
            Compare(Any(random), $"policy {i} of seed {Seed}");
    }

    [Fact]
    public void Loading_leaves_nothing_of_what_stood_in_the_slot_before()
    {
        System.Random random = new(Seed);
        Machine machine = new();
        for (int i = 0; i < 20; i++)
        {
            PolicyBytes policy = Any(random);
            Assert.Equal(PolicyError.None, PolicyBinary.Load(ref Staged.Unused(ref machine.State.Monitor), policy.Build()));
            Machine fresh = new();
            Assert.Equal(PolicyError.None, PolicyBinary.Load(ref Staged.Unused(ref fresh.State.Monitor), policy.Build()));
            Assert.True(Bytes(machine).SequenceEqual(Bytes(fresh)), $"policy {i} of seed {Seed}");
        }
    }

    private static void Compare(PolicyBytes policy, string name)
    {
        Machine loaded = new();
        Assert.Equal(PolicyError.None, PolicyBinary.Load(ref Staged.Unused(ref loaded.State.Monitor), policy.Build()));
        Machine staged = new();
        Stage(ref staged.State, policy);
        Assert.True(Bytes(loaded).SequenceEqual(Bytes(staged)), name);
    }

    private static void Stage(ref State s, PolicyBytes policy)
    {
        int[][] ste = [.. policy.VmSte, .. policy.Resources];
        int[][] wall = [.. policy.VmWall ?? []];
        for (int row = 0; row < Limits.Labels; row++)
        {
            StageRow(ref s, 0, row, row < ste.Length ? ste[row] : []);
            StageRow(ref s, 1, row, row < wall.Length ? wall[row] : []);
        }

        for (int set = 0; set < Limits.ConflictSets; set++)
            StageRow(ref s, 2, set, policy.VmWall is not null && set < policy.Conflicts.Count ? policy.Conflicts[set] : []);
        bool defined = ste[0].Length != 0 || (wall.Length != 0 && wall[0].Length != 0);
        Assert.Equal(0, PolicyStage.Counts(
            ref s, (uint)policy.VmSte.Count, (uint)policy.Resources.Count,
            policy.VmWall is null ? 0 : (uint)policy.Conflicts.Count, PolicyBinary.BootstrapRow, defined ? 1u : 0));
    }

    private static void StageRow(ref State s, uint table, int row, int[] types)
    {
        for (uint word = 0; word < 4; word++)
        {
            ulong bits = types.Where(type => type / 64 == word).Aggregate(0UL, (all, type) => all | (1UL << (type % 64)));
            Assert.Equal(0, PolicyStage.Types(ref s, table, (uint)row, word, bits));
        }
    }

    /// <summary>Any policy of the small tables that is well formed: no label holds two types of a conflict set.</summary>
    private static PolicyBytes Any(System.Random random)
    {
        int labels = 2 + random.Next(Limits.Labels - 2), resources = random.Next(Limits.Labels - labels + 1);
        int types = 1 + random.Next(Limits.Types), wallTypes = 1 + random.Next(Limits.Types);
        bool hasWall = random.Next(4) != 0;
        int[][] conflicts = hasWall ? Rows(random, random.Next(Limits.ConflictSets + 1), wallTypes) : [];
        int[][] wall = Rows(random, labels, wallTypes);
        for (int i = 0; i < wall.Length; i++)
        {
            foreach (int[] set in conflicts)
                wall[i] = [.. wall[i].Except(set.Intersect(wall[i]).Skip(1))];
        }

        int[][] single = Rows(random, resources, types);
        return new()
        {
            SteTypes = types,
            WallTypes = hasWall ? wallTypes : 0,
            VmSte = Rows(random, labels, types),
            VmWall = hasWall ? wall : null,
            Conflicts = conflicts,
            Resources = [.. single.Select(_ => (int[])[random.Next(types)])],
            Names = [.. Enumerable.Range(0, labels + resources).Select(i => $"label{i}")],
        };
    }

    private static int[][] Rows(System.Random random, int rows, int types) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, types).Where(_ => random.Next(3) == 0).ToArray())];

    private static ReadOnlySpan<byte> Bytes(Machine machine)
    {
        ref PolicyTables policy = ref Staged.Unused(ref machine.State.Monitor);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<PolicyTables, byte>(ref policy), Unsafe.SizeOf<PolicyTables>());
    }
}
