namespace Verified.Traces.Charts;

/// <summary>A trace as a sequence chart: a lifeline for each domain that takes part, a row for each step.</summary>
/// <param name="Lifelines">Ids of the domains, ascending.</param>
/// <param name="Names">Their labels with their ids, as far as the trace gives labels.</param>
/// <param name="Rows">The steps.</param>
public sealed record Chart(IReadOnlyList<int> Lifelines, IReadOnlyList<string> Names, IReadOnlyList<ChartRow> Rows)
{
    private const ulong Self = 0x7ff0;
    private const int MostDomains = 64;

    /// <summary>The chart of a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="fault">The number of the step that is to stand out, from 0; null for none.</param>
    public static Chart Of(Trace trace, int? fault = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ChartRow[] rows = [.. trace.Steps.Select((step, number) => Row(step, number, number == fault))];
        int[] lifelines =
        [
            .. Enumerable.Range(0, trace.Domains.Count)
                .Concat(rows.SelectMany(row => (int?[])[row.From, row.To]).OfType<int>())
                .Distinct().Order(),
        ];
        return new(lifelines, [.. lifelines.Select(id => Name(trace, id))], rows);
    }

    private static string Name(Trace trace, int id) =>
        id < trace.Domains.Count ? $"{trace.Domains[id].Label}[{id}]" : $"[{id}]";

    private static ChartRow Row(TraceStep step, int number, bool isFault)
    {
        (int? from, int? to) = step switch
        {
            CallStep call => Ends(call),
            WriteStep write => (write.Domain, null),
            _ => (null, null),
        };
        bool isRefused = step is CallStep { Result: < 0 };
        return new(number, from, to == from ? null : to, isRefused, isFault, StepText.Of(step));
    }

    // From the caller, or the domain that a step of the hypervisor's own is about, to the first other domain named.
    private static (int? From, int? To) Ends(CallStep call)
    {
        (string Name, ulong Value)[] domains =
        [
            .. (Vocabulary.ArgumentsOf(call.Operation) ?? []).Zip(call.Arguments)
                .Where(argument => StepText.IsDomain(argument.First))
                .Where(argument => argument.Second < MostDomains || argument.Second == Self),
        ];
        if (domains.Length == 0 || domains[0].Value == Self) return (null, null);
        int from = (int)domains[0].Value;
        foreach ((_, ulong value) in domains.AsSpan(1))
            if (value != Self && (int)value != from) return (from, (int)value);
        return (from, null);
    }
}

/// <summary>A step in a chart.</summary>
/// <param name="Number">The step's number, from 0.</param>
/// <param name="From">The domain that acts; null for the hypervisor by itself.</param>
/// <param name="To">The other domain that it is about, if any.</param>
/// <param name="IsRefused">Whether the step fails.</param>
/// <param name="IsFault">Whether it is the one to look at.</param>
/// <param name="Text">The step in words.</param>
public sealed record ChartRow(int Number, int? From, int? To, bool IsRefused, bool IsFault, string Text);
