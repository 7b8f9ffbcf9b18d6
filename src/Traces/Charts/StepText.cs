using System.Globalization;

namespace Verified.Traces.Charts;

/// <summary>Steps in words: arguments by name, domains and errors by theirs.</summary>
public static class StepText
{
    private const ulong Self = 0x7ff0;

    // Xen's error numbers that a call gives; the statuses of grant operations are small numbers without words.
    private static readonly Dictionary<long, string> Errors = new()
    {
        [-1] = "not permitted",
        [-3] = "no such domain",
        [-13] = "denied",
        [-14] = "bad address",
        [-16] = "busy",
        [-17] = "exists",
        [-22] = "invalid",
        [-28] = "no space",
        [-38] = "not offered",
    };

    private static readonly HashSet<string> GrantOperations =
        ["map_grant_ref", "unmap_grant_ref", "copy", "transfer", "setup_table", "swap_grant_ref", "query_size"];

    /// <summary>The domain of which an argument of that name is the id.</summary>
    public static bool IsDomain(string argument) =>
        argument is "caller" or "domain" || argument == "dom" || argument.EndsWith("_dom", StringComparison.Ordinal);

    /// <summary>A step in words, without its caller.</summary>
    public static string Of(TraceStep step) => step switch
    {
        CallStep call => Call(call),
        WriteStep write => $"writes {TraceWriter.Number(write.Value)} at {Place(write)}",
        SetStep set => $"{set.Field}{string.Concat(set.At.Select(i => $"[{i}]"))} becomes {TraceWriter.Number(set.Value)}",
        _ => throw new ArgumentException($"no such step: {step}", nameof(step)),
    };

    /// <summary>The result of a call in words: the number, and what it means when it is an error.</summary>
    public static string Result(string operation, long result)
    {
        string number = result.ToString(CultureInfo.InvariantCulture);
        if (GrantOperations.Contains(operation)) return result == -8 ? number + " denied" : number;
        return Errors.TryGetValue(result, out string? word) ? $"{number} {word}" : number;
    }

    private static string Call(CallStep call)
    {
        IReadOnlyList<string> names = Vocabulary.ArgumentsOf(call.Operation) ?? [];
        IEnumerable<string> arguments = names.Zip(call.Arguments)
            .Where(argument => argument.First != "caller")
            .Select(argument => $"{argument.First} {Value(argument.First, argument.Second)}");
        string text = $"{call.Operation}({string.Join(", ", arguments)})";
        return call.Result is { } result ? $"{text} = {Result(call.Operation, result)}" : text;
    }

    private static string Value(string name, ulong value) =>
        IsDomain(name) && value == Self ? "SELF" : TraceWriter.Number(value);

    private static string Place(WriteStep write) => write.Area switch
    {
        GuestArea.GrantTable => $"its grant entry {write.Offset / 8}",
        GuestArea.Frame => $"offset {write.Offset} of its frame {TraceWriter.Number(write.Gfn)}",
        _ => $"offset {write.Offset} of its {Vocabulary.WordOf(write.Area)}",
    };
}
