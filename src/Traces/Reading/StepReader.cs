using Verified.Spec;

namespace Verified.Traces.Reading;

/// <summary>Reads the steps of a trace.</summary>
internal static class StepReader
{
    /// <summary>A step: an object with "call", "write" or "set".</summary>
    public static TraceStep Read(Node node)
    {
        if (node.Has("call")) return Call(node);
        if (node.Has("write")) return Write(node);
        if (node.Has("set")) return Set(node);
        throw node.Error("a step has 'call', 'write' or 'set'");
    }

    /// <summary>An entry of a table at the start.</summary>
    public static SetStep Entry(Node node)
    {
        node.Allow("field", "at", "value");
        return Entry(node, node["field"]);
    }

    private static CallStep Call(Node node)
    {
        node.Allow("call", "arguments", "result");
        string name = node["call"].Text;
        IReadOnlyList<string> names = Vocabulary.ArgumentsOf(name)
            ?? throw node["call"].Error($"no operation is called '{Node.Shown(name)}'",
                "spec/Hypercalls lists them, as alloc_unbound");
        Node? given = node.Find("arguments");
        given?.Allow([.. names]);
        if (given is null && names.Count > 0)
            throw node.Error($"the arguments of {name} are missing", $"they are {string.Join(", ", names)}");
        ulong[] arguments = [.. names.Select(argument => given![argument].Word)];
        return new(name, arguments, node.Find("result")?.Signed);
    }

    private static WriteStep Write(Node node)
    {
        node.Allow("write", "domain", "gfn", "offset", "value");
        GuestArea area = Vocabulary.AreaOf(node["write"].Text)
            ?? throw node["write"].Error("a domain has no such memory", "write grant_table, shared_info, vcpu_info or frame");
        if (area == GuestArea.Frame != node.Has("gfn"))
            throw node.Error("a write to a frame, and no other, has 'gfn'", "say which frame, or leave it out");
        return new(
            node["domain"].Number(0, 63),
            area,
            node.Find("gfn")?.Word ?? 0,
            TraceReader.Offset(node["offset"]),
            node["value"].Word);
    }

    private static SetStep Set(Node node)
    {
        node.Allow("set", "at", "value");
        return Entry(node, node["set"]);
    }

    private static SetStep Entry(Node node, Node name)
    {
        Field field = TraceReader.FieldOf(name);
        int[] at = [.. (node.Find("at")?.Elements ?? []).Select(index => index.Number(0, 1 << 20))];
        if (at.Length != field.Dimensions.Count)
            throw node.Error($"{field.Path} has {field.Dimensions.Count} indices, not {at.Length}", "correct 'at'");
        ulong value = node["value"].Word;
        if (field.Width < 64 && value >> field.Width != 0)
            throw node["value"].Error($"{field.Path} has {field.Width} bits", "write a smaller number");
        return new(field.Path, at, value);
    }
}
