using Verified.Spec;

namespace Verified.Traces.Reading;

/// <summary>Reads traces, and refuses whatever is not one with the line at which it is wrong.</summary>
public static class TraceReader
{
    /// <summary>Bytes of the largest trace that is read.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MostDomains = 64;
    private const int MostFrames = 1 << 20;
    private const int FrameBytes = 4096;

    /// <summary>The trace in a text.</summary>
    /// <param name="bytes">The text, in UTF-8.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <exception cref="TraceException">The text is no trace.</exception>
    public static Trace Parse(ReadOnlySpan<byte> bytes, string file)
    {
        Node root = NodeReader.Read(bytes, file);
        root.Allow("format", "about", "sizes", "profile", "policy", "frames", "domains", "tables", "memory", "steps");
        if (root["format"].Text != Trace.Format)
            throw root["format"].Error("this is not a trace of a known format", $"its format must be \"{Trace.Format}\"");

        TracePolicy? policy = root.Find("policy") is { } policyNode ? PolicyReader.Read(policyNode) : null;
        return new()
        {
            About = root.Find("about")?.Text ?? "",
            Sizes = SizesOf(root["sizes"]),
            Profile = root.Find("profile")?.Text ?? Trace.OwnProfile,
            Policy = policy,
            Frames = root.Find("frames") is { } frames ? FramesOf(frames) : null,
            Domains = List(root, "domains", node => DomainOf(node, policy), MostDomains),
            Tables = List(root, "tables", StepReader.Entry),
            Memory = List(root, "memory", WordOf),
            Steps = [.. root["steps"].Elements.Select(StepReader.Read)],
        };
    }

    private static List<T> List<T>(Node root, string name, Func<Node, T> read, int most = int.MaxValue)
    {
        if (root.Find(name) is not { } node) return [];
        return node.Elements.Count <= most
            ? [.. node.Elements.Select(read)]
            : throw node.Error($"there are more than {most} {name}", "leave some out");
    }

    private static TraceSizes SizesOf(Node node) => node.Text switch
    {
        "tiny" => TraceSizes.Tiny,
        "small" => TraceSizes.Small,
        "image" => TraceSizes.Image,
        string other => throw node.Error($"no sizes are called '{Node.Shown(other)}'", "write tiny, small or image"),
    };

    private static FrameRange FramesOf(Node node)
    {
        node.Allow("first", "count");
        return new((uint)node["first"].Number(0, MostFrames), (uint)node["count"].Number(0, MostFrames));
    }

    private static TraceDomain DomainOf(Node node, TracePolicy? policy)
    {
        node.Allow("label", "ram", "maximum", "privileged", "grantTable");
        string label = node["label"].Text;
        if (policy is null) throw node.Error("a domain needs a policy with its label", "add the policy");
        if (policy.Labels.All(l => l.Name != label))
            throw node["label"].Error($"'{Node.Shown(label)}' is no label of the policy", "correct the name");
        return new(
            label,
            (uint)node["ram"].Number(0, MostFrames),
            (uint)node["maximum"].Number(0, MostFrames),
            node.Find("privileged")?.Truth ?? false,
            node.Find("grantTable") is { } gfn ? (uint)gfn.Number(0, MostFrames) : null);
    }

    private static TraceWord WordOf(Node node)
    {
        node.Allow("frame", "offset", "value");
        return new((uint)node["frame"].Number(0, MostFrames - 1), Offset(node["offset"]), node["value"].Word);
    }

    /// <summary>Where 8 bytes stand in a frame.</summary>
    internal static int Offset(Node node)
    {
        int offset = node.Number(0, FrameBytes - sizeof(ulong));
        return offset % sizeof(ulong) == 0 ? offset : throw node.Error("an offset is a multiple of 8", "correct it");
    }

    /// <summary>The field that a node names.</summary>
    internal static Field FieldOf(Node node) => Vocabulary.FieldOf(node.Text)
        ?? throw node.Error($"no table has a field '{Node.Shown(node.Text)}'", "spec/System/Fields.cs lists them");
}
