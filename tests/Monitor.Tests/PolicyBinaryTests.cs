using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Verified.Monitor.Tests;

public sealed class PolicyBinaryTests
{
    /// <summary>
    /// Two types; unlabeled, bootstrap with both, another with the second; no Chinese Wall, no names. By hand.
    /// </summary>
    private const string Golden =
        "0001debc 00000004 0000006c 0000003c 00000002 0000004c 00000000 0000006c 00000001 00000000" + // header
        "00000000 00000000 00000000 00000000 00000000" + // SHA-1 of the XML
        "00000005 64656d6f 00 00000000000000" + // "demo", padded
        "00000001 00000002 00000002 00000003 00000014" + // Simple Type Enforcement: types, rows
        "0000 0000 0001 0001 0000 0001"; // its matrix

    [Fact]
    public void The_hand_written_file_loads()
    {
        byte[] file = Convert.FromHexString(Golden.Replace(" ", "", StringComparison.Ordinal));
        Loaded monitor = new(file);
        Assert.Equal((3u, 0u), (monitor.State.Policies[0].LabelCount, monitor.State.Policies[0].ResourceCount));
        Assert.Equal(3UL, monitor.State.Policies[0].Labels[1].SteTypes.Word0);
        Assert.Equal(2UL, monitor.State.Policies[0].Labels[2].SteTypes.Word0);
    }

    [Fact]
    public void Every_part_of_a_policy_arrives_in_the_tables()
    {
        Loaded monitor = new(Samples.Orders());
        ref PolicyTables m = ref monitor.State.Policies[0];
        Assert.Equal((5u, 2u, 1u), (m.LabelCount, m.ResourceCount, m.ConflictCount));
        Assert.Equal((1u, 0u), (m.BootstrapLabel, m.UnlabeledDefined));
        Assert.Equal(3UL, m.Labels[(int)Samples.Broker].SteTypes.Word0);
        Assert.Equal(2UL, m.Labels[(int)Samples.Advertising].WallTypes.Word0);
        Assert.Equal(2UL, m.Labels[(int)Samples.AdvertisingDisk].SteTypes.Word0);
        Assert.Equal(5UL, m.Conflicts[0].Word0);
    }

    [Fact]
    public void A_policy_at_every_limit_loads()
    {
        PolicyBytes policy = new()
        {
            SteTypes = 256,
            WallTypes = 256,
            VmSte = [.. Enumerable.Range(0, 1024).Select(row => new[] { row % 256 })],
            VmWall = [.. Enumerable.Range(0, 1024).Select(row => new[] { row % 256 })],
            Conflicts = [.. Enumerable.Range(0, 64).Select(set => new[] { set, 255 - set })],
        };
        Loaded monitor = new(policy);
        Assert.Equal(1UL << 63, monitor.State.Policies[0].Labels[1023].SteTypes.Word3);
        Assert.Equal(1UL << 63, monitor.State.Policies[0].Labels[1023].WallTypes.Word3);
        Assert.Equal((1UL << 63, 1UL), (monitor.State.Policies[0].Conflicts[0].Word3, monitor.State.Policies[0].Conflicts[0].Word0));
    }

    [Theory]
    [InlineData(257, 3, 5, 1)]
    [InlineData(3, 257, 5, 1)]
    [InlineData(3, 3, 1023, 1)]
    [InlineData(3, 3, 5, 65)]
    public void A_policy_beyond_a_limit_is_refused_with_E2BIG(int ste, int wall, int labels, int conflicts)
    {
        PolicyBytes policy = Samples.Orders();
        policy.SteTypes = ste;
        policy.WallTypes = wall;
        policy.VmSte = [.. Enumerable.Range(0, labels).Select(_ => Array.Empty<int>())];
        policy.VmWall = policy.VmSte;
        policy.Conflicts = [.. Enumerable.Range(0, conflicts).Select(_ => Array.Empty<int>())];
        policy.Names = null;
        Refuse(policy.Build(), PolicyError.TooBig);
    }

    [Fact]
    public void A_null_policy_is_refused()
    {
        Refuse(new PolicyBytes { VmSte = [[], []] }.Build(), PolicyError.Invalid);
        Refuse(new PolicyBytes { VmSte = [[], []], VmWall = [[], []] }.Build(), PolicyError.Invalid);
        Refuse([], PolicyError.Invalid);
    }

    [Fact]
    public void A_policy_without_a_bootstrap_label_is_refused() =>
        Refuse(new PolicyBytes { SteTypes = 1, VmSte = [[0]] }.Build(), PolicyError.Invalid);

    [Fact]
    public void A_label_that_holds_two_types_of_one_conflict_set_is_refused()
    {
        PolicyBytes policy = Samples.Orders();
        policy.VmWall = [[], [], [0, 2], [1], []];
        Refuse(policy.Build(), PolicyError.Invalid);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_resource_label_without_exactly_one_type_is_refused(int types)
    {
        PolicyBytes policy = Samples.Orders();
        policy.Resources = [[0], [.. Enumerable.Range(0, types)]];
        Refuse(policy.Build(), PolicyError.Invalid);
    }

    [Fact]
    public void A_second_policy_is_refused_while_one_is_in_force()
    {
        Loaded monitor = new(Samples.Orders());
        Assert.Equal(PolicyError.Busy, PolicyBinary.Load(ref monitor.State, Samples.Orders().Build()));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 15)]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    public void Other_pairs_of_component_codes_are_refused(int primary, int secondary)
    {
        byte[] file = Samples.Orders().Build();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), primary);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(24), secondary);
        Refuse(file, PolicyError.Invalid);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] file = Samples.Orders().Build();
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Refuse(cut, PolicyError.Invalid);
            if (length < 12)
                continue;

            BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(8), length);
            // Cut off exactly where the names begin, it is a file without names.
            if (length != FileWithoutNames().Length)
                Refuse(cut, PolicyError.Invalid);
        }
    }

    [Fact]
    public void A_damaged_file_is_refused_or_loads_what_it_says_and_never_throws() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(4711, 1),
        Prop.ForAll(Damage().ToArbitrary(), damage =>
        {
            byte[] file = Samples.Orders().Build();
            foreach ((int at, int value) in damage)
                file[at % file.Length] = (byte)value;

            Loaded monitor = new();
            ref MonitorState m = ref monitor.State;
            long result = PolicyBinary.Load(ref m, file);
            PolicyNames.TryFindLabel(file, (uint)damage[0].Item2, out _);
            return result == 0
                ? m.Policies[0].LabelCount >= 2 && m.Policies[0].LabelCount + m.Policies[0].ResourceCount <= Limits.Labels
                : monitor.IsZero && result is PolicyError.Invalid or PolicyError.TooBig;
        }));

    [Fact]
    public void Labels_are_found_by_row_and_by_name()
    {
        byte[] file = Samples.Orders().Build();
        Assert.True(PolicyNames.TryFindLabel(file, Samples.Advertising, out ReadOnlySpan<byte> name));
        Assert.Equal("Advertising", Encoding.UTF8.GetString(name));
        Assert.True(PolicyNames.TryFindLabel(file, Samples.AdvertisingDisk, out name));
        Assert.Equal("AdvertisingDisk", Encoding.UTF8.GetString(name));
        Assert.False(PolicyNames.TryFindLabel(file, Samples.AdvertisingDisk + 1, out _));
        Assert.True(PolicyNames.TryFindRow(file, "Broker"u8, out uint row));
        Assert.Equal(Samples.Broker, row);
        Assert.False(PolicyNames.TryFindRow(file, "Brok"u8, out _));
    }

    [Fact]
    public void A_file_without_names_loads_and_names_nothing()
    {
        byte[] file = FileWithoutNames();
        Assert.Equal(5u, new Loaded(file).State.Policies[0].LabelCount);
        Assert.False(PolicyNames.TryFindLabel(file, Samples.Order, out _));
        Assert.False(PolicyNames.TryFindRow(file, "Order"u8, out _));
    }

    [Theory]
    [InlineData("bad\u001bname")]
    [InlineData("")]
    public void A_name_that_could_drive_a_terminal_or_is_empty_is_refused(string name)
    {
        PolicyBytes policy = Samples.Orders();
        policy.Names = [.. policy.Names!.Take(6), name];
        Refuse(policy.Build(), PolicyError.Invalid);
    }

    private static byte[] FileWithoutNames()
    {
        PolicyBytes policy = Samples.Orders();
        policy.Names = null;
        return policy.Build();
    }

    private static void Refuse(byte[] file, long error)
    {
        Loaded monitor = new();
        Assert.Equal(error, PolicyBinary.Load(ref monitor.State, file));
        Assert.True(monitor.IsZero, "a refused policy left something behind");
    }

    /// <summary>
    /// One to four bytes changed, mostly to small numbers, mostly near the front where the counts are.
    /// </summary>
    private static Gen<(int, int)[]> Damage() =>
        from count in Gen.Choose(1, 4)
        from damage in (from at in Gen.OneOf(Gen.Choose(0, 130), Gen.Choose(0, 1000))
                        from value in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, 255))
                        select (at, value)).ArrayOf(count)
        select damage;
}
