using System.Text;

namespace Verified.Bench.Policies;

/// <summary>
/// A policy of any size whose intent holds: labels in two coalitions, the types halved between them, one to three types a
/// label. The same sizes give the same policy. The shape is that of the generator beside the peers' figures.
/// </summary>
internal sealed class TwoIslands
{
    private const int Seed = 7;
    private static readonly int[] TypesPerLabel = [1, 2, 2, 3];

    private readonly int _types;
    private readonly int[][] _held;

    public TwoIslands(int labels, int types)
    {
        Random random = new(Seed);
        _types = types;
        int half = types / 2;
        _held = [.. Enumerable.Range(0, labels).Select(label => label < labels / 2
            ? Pick(random, 0, half)
            : Pick(random, half, types))];
    }

    private TwoIslands(int types, int[][] held) => (_types, _held) = (types, held);

    /// <summary>The policy after a change that gives every hundredth label one type more.</summary>
    public TwoIslands Loosened() => new(_types,
        [.. _held.Select((types, label) => label % 100 == 0 ? [.. types.Append(label % _types).Distinct()] : types)]);

    public void WriteXml(string file, int minor)
    {
        using StreamWriter xml = new(file, append: false, new UTF8Encoding(false));
        xml.WriteLine("<SecurityPolicyDefinition xmlns=\"http://www.ibm.com\">");
        xml.WriteLine($"<PolicyHeader><PolicyName>two-islands</PolicyName><Version>1.{minor}</Version></PolicyHeader>");
        xml.WriteLine("<SimpleTypeEnforcement><SimpleTypeEnforcementTypes>");
        for (int type = 0; type < _types; type++)
            xml.WriteLine($"<Type>t{type}</Type>");
        xml.WriteLine("</SimpleTypeEnforcementTypes></SimpleTypeEnforcement>");
        xml.WriteLine("<SecurityLabelTemplate><SubjectLabels bootstrap=\"Dom0\">");
        WriteLabel(xml, "Dom0", Enumerable.Range(0, _types));
        for (int label = 0; label < _held.Length; label++)
            WriteLabel(xml, $"l{label}", _held[label]);
        xml.WriteLine("</SubjectLabels></SecurityLabelTemplate>");
        xml.WriteLine("</SecurityPolicyDefinition>");
    }

    public void WriteIntent(string file)
    {
        int half = _held.Length / 2;
        string Names(int from, int to) => string.Join(',', Enumerable.Range(from, to - from).Select(label => $"\"l{label}\""));
        File.WriteAllText(file, "{\"coalitions\":{\"left\":[" + Names(0, half) + "],\n\"right\":[" + Names(half, _held.Length)
            + "]},\n\"trusted\":[\"Dom0\"]}\n");
    }

    /// <summary>The same question for SELinux's tools: an attribute a type, and a rule that lets its holders share.</summary>
    public void WriteSelinux(string file)
    {
        using StreamWriter policy = new(file, append: false, new UTF8Encoding(false));
        policy.WriteLine("class event\nclass security\nsid kernel\nclass event { bind send }\nclass security { load_policy }");
        for (int type = 0; type < _types; type++)
            policy.WriteLine($"attribute colour_{type};");
        for (int label = 0; label < _held.Length; label++)
            policy.WriteLine($"type l{label}_t" + string.Concat(_held[label].Select(type => $", colour_{type}")) + ";");
        for (int type = 0; type < _types; type++)
            policy.WriteLine($"allow colour_{type} colour_{type}:event {{ bind send }};");
        policy.WriteLine("role r;");
        foreach (int[] part in Enumerable.Range(0, _held.Length).Chunk(500))
            policy.WriteLine("role r types { " + string.Join(' ', part.Select(label => $"l{label}_t")) + " };");
        policy.WriteLine("user u roles { r };\nsid kernel u:r:l0_t");
    }

    private static void WriteLabel(StreamWriter xml, string name, IEnumerable<int> types) =>
        xml.WriteLine($"<VirtualMachineLabel><Name>{name}</Name><SimpleTypeEnforcementTypes>"
            + string.Concat(types.Select(type => $"<Type>t{type}</Type>")) + "</SimpleTypeEnforcementTypes></VirtualMachineLabel>");

    private static int[] Pick(Random random, int from, int to)
    {
        int count = Math.Min(to - from, TypesPerLabel[random.Next(TypesPerLabel.Length)]);
        HashSet<int> picked = [];
        while (picked.Count < count)
            picked.Add(random.Next(from, to));
        return [.. picked];
    }
}
