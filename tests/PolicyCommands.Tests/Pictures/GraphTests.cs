using System.Text;
using System.Xml.Linq;
using FsCheck.Xunit;
using Verified.Verifier.Intents;
using Verified.Verifier.Pictures;

namespace Verified.PolicyCommands.Tests.Pictures;

public sealed class GraphTests
{
    private const string Red = "#d00000";

    [Fact]
    public void The_hole_of_a_leaky_policy_is_red_and_named()
    {
        (int exit, string dot) = Tool.RunShort("graph", Tool.Sample("leaky-order.xml"));
        Assert.Equal(0, exit);
        Assert.Contains("leaky-order 1.1: HOLE: Advertising - Reporting - OrderWeb", dot, StringComparison.Ordinal);
        Assert.Contains($"[label=\"Reporting\\n(untrusted bridge)\", fillcolor=\"{Red}\"", dot, StringComparison.Ordinal);
        Assert.Equal(3, dot.Split('\n').Count(line => line.Contains(" -- ", StringComparison.Ordinal) && line.Contains(Red, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_policy_that_keeps_its_intent_has_nothing_red()
    {
        (_, string dot) = Tool.RunShort("graph", Tool.Sample("customer-order.xml"));
        Assert.Contains("customer-order 1.0: no hole", dot, StringComparison.Ordinal);
        Assert.DoesNotContain(Red, dot, StringComparison.Ordinal);
        Assert.Contains("label=\"coalition Order\"", dot, StringComparison.Ordinal);
        Assert.Contains("VDiskServer\\n(trusted)\", fillcolor=\"#eeeeee\", color=\"#555555\", peripheries=2", dot, StringComparison.Ordinal);
        Assert.Equal(2, dot.Split('\n').Count(line => line.Contains("style=dashed", StringComparison.Ordinal)));
    }

    [Property(Arbitrary = [typeof(Seeds)], MaxTest = 1000)]
    public void Red_lines_are_the_pairs_that_share_across_coalitions_and_dashes_the_pairs_that_clash(Seed seed)
    {
        Random random = seed.Random();
        Policy policy = RandomPolicies.Create(random);
        Intent intent = RandomPolicies.Intent(policy, random);
        PolicyPicture picture = PolicyPicture.Of(policy, intent);
        (int, int)[] pairs = [.. from a in Enumerable.Range(0, policy.VmLabels.Length)
            from b in Enumerable.Range(a + 1, policy.VmLabels.Length - a - 1) select (a, b)];
        Assert.Equal(pairs.Where(pair => IsHole(policy, intent, pair)), Drawn(picture, LinkKind.Hole));
        Assert.Equal(pairs.Where(pair => policy.ConflictSets.Any(set => Clash(policy, set, pair))), Drawn(picture, LinkKind.Conflict));
        Assert.Equal(picture.Hole is not null, picture.Links.Any(link => link.Kind == LinkKind.Hole));
    }

    [Fact]
    public void Names_from_a_hostile_file_cannot_break_out_of_their_quotes()
    {
        const string Name = "x\\\"];n1[color=red";
        VmLabel label = new(Name, null, [], [], new("p.xml", 1));
        Policy policy = new() { File = "p.xml", Name = "p", Generation = 3, SourceHash = [], VmLabels = [label], Bootstrap = 0 };
        string dot = new DotWriter(PolicyPicture.Of(policy, Intent.None)).Write();
        Assert.Contains("label=\"x\\\\\\\"];n1[color=red\\n(domain 0, not trusted)\"", dot, StringComparison.Ordinal);
        XDocument svg = XDocument.Parse(Encoding.UTF8.GetString(Graphviz.ToSvg(dot)));
        Assert.Contains(svg.Descendants().Where(e => e.Name.LocalName == "text"), text => text.Value == Name);
    }

    [Fact]
    public void SVG_is_drawn_by_Graphviz_and_shows_every_label()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "order.svg");
        try
        {
            (int exit, string output, string error) = Tool.Run("graph", Tool.Sample("customer-order.xml"), "-o", file);
            Assert.Equal((0, $"{file}: the coalitions of customer-order 1.0\n", ""), (exit, output, error));
            string[] texts = [.. XDocument.Load(file).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
            Assert.All(PolicyFile.Read(Tool.Sample("customer-order.xml"), PolicyLimits.Kernel).VmLabels,
                label => Assert.Contains(label.Name, texts));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Fact]
    public void Labels_that_are_alike_share_a_node_in_a_large_policy()
    {
        PolicyPicture picture = PolicyPicture.Of(Alike(200, kinds: 4), Intent.None);
        Assert.Equal(5, picture.Nodes.Length);
        Assert.Contains("and 45 more", new DotWriter(picture).Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_too_large_to_look_at_is_refused() =>
        Assert.Contains("are too many for a picture of at most 150",
            Assert.Throws<InputException>(() => PolicyPicture.Of(Alike(400, kinds: 200), Intent.None)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_picture_of_an_unknown_format_is_refused() =>
        Assert.Equal("p.jpg: the picture's format is not known by this name; name it FILE.svg or FILE.dot",
            Tool.Refusal("graph", Tool.Sample("customer-order.xml"), "-o", "p.jpg"));

    private static Policy Alike(int labels, int kinds) => new()
    {
        File = "large.xml",
        Name = "large",
        Generation = 3,
        SourceHash = [],
        SteTypes = [.. Enumerable.Range(0, kinds).Select(i => new TypeDefinition($"t{i}", new("large.xml", 1)))],
        VmLabels = [.. Enumerable.Range(0, labels).Select(i =>
            new VmLabel($"L{i}", null, [new(i % kinds, new("large.xml", 1))], [], new("large.xml", 1)))],
        Bootstrap = 0,
    };

    private static IEnumerable<(int, int)> Drawn(PolicyPicture picture, LinkKind kind) => picture.Links
        .Where(link => link.Kind == kind)
        .Select(link => (picture.Nodes[link.From].Labels[0], picture.Nodes[link.To].Labels[0])).Order();

    private static bool IsHole(Policy policy, Intent intent, (int A, int B) pair)
    {
        bool trusted = intent.Trusted.Any(use => use.Label == pair.A || use.Label == pair.B);
        bool together = intent.Coalitions.Any(coalition =>
            coalition.Labels.Any(use => use.Label == pair.A) && coalition.Labels.Any(use => use.Label == pair.B));
        return !trusted && !together && Semantics.Share(policy, pair.A, pair.B);
    }

    private static bool Clash(Policy policy, ConflictSet set, (int A, int B) pair) =>
        policy.VmLabels[pair.A].WallUses.Any(one => policy.VmLabels[pair.B].WallUses.Any(two =>
            one.Type != two.Type && set.Types.Contains(one.Type) && set.Types.Contains(two.Type)));
}
