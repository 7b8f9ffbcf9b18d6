namespace Verified.Traces.Reading;

/// <summary>Reads the policy of a trace.</summary>
internal static class PolicyReader
{
    private const int MostTypes = 256;
    private const int MostLabels = 1024;
    private const int MostConflicts = 64;

    /// <summary>The policy that an object describes.</summary>
    public static TracePolicy Read(Node node)
    {
        node.Allow("bootstrap", "unlabeledDefined", "labels", "resources", "conflicts");
        IReadOnlyList<TraceLabel> labels = Labels(node["labels"]);
        string bootstrap = node["bootstrap"].Text;
        int place = labels.Select(label => label.Name).ToList().IndexOf(bootstrap);
        if (place < 0)
            throw node["bootstrap"].Error($"'{Node.Shown(bootstrap)}' is no label of the policy", "correct the name");
        return new()
        {
            Labels = labels,
            Resources = node.Find("resources") is { } resources ? Labels(resources) : [],
            Conflicts = node.Find("conflicts") is { } conflicts ? Conflicts(conflicts) : [],
            Bootstrap = place,
            UnlabeledDefined = node.Find("unlabeledDefined")?.Truth ?? false,
        };
    }

    private static IReadOnlyList<IReadOnlyList<int>> Conflicts(Node node) =>
        node.Elements.Count <= MostConflicts
            ? [.. node.Elements.Select(Types)]
            : throw node.Error($"there are more than {MostConflicts} conflict sets", "leave some out");

    private static List<TraceLabel> Labels(Node node)
    {
        if (node.Elements.Count > MostLabels) throw node.Error($"there are more than {MostLabels} labels", "leave some out");
        HashSet<string> names = [];
        List<TraceLabel> labels = [];
        foreach (Node element in node.Elements)
        {
            element.Allow("name", "types", "chineseWall");
            string name = element["name"].Text;
            if (!names.Add(name)) throw element["name"].Error($"label '{Node.Shown(name)}' stands twice", "rename one");
            labels.Add(new(name, TypesOf(element, "types"), TypesOf(element, "chineseWall")));
        }

        return labels;
    }

    private static IReadOnlyList<int> TypesOf(Node label, string name) =>
        label.Find(name) is { } node ? Types(node) : [];

    private static IReadOnlyList<int> Types(Node node) => [.. node.Elements.Select(type => type.Number(0, MostTypes - 1))];
}
