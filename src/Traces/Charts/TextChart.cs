using System.Globalization;
using System.Text;

namespace Verified.Traces.Charts;

/// <summary>A chart as text: <c>o</c> acts, an arrow leads to whom it is about, <c>x</c> is a call that was refused.</summary>
public static class TextChart
{
    private const int LineWidth = 10;
    private const int Margin = 5;

    /// <summary>The chart's lines.</summary>
    public static string Write(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        StringBuilder text = new();
        for (int i = 0; i < chart.Lifelines.Count; i++)
            text.Append(Lifelines(chart, i)).Append(chart.Names[i]).Append('\n');
        text.Append(Lifelines(chart, chart.Lifelines.Count).TrimEnd()).Append('\n');
        foreach (ChartRow row in chart.Rows)
        {
            string number = (row.Number + 1).ToString(CultureInfo.InvariantCulture).PadLeft(Margin - 2);
            text.Append(row.IsFault ? '!' : ' ').Append(number).Append(' ').Append(Arrow(chart, row)).Append("  ")
                .Append(row.Text).Append('\n');
        }

        return text.ToString();
    }

    // The lifelines that have begun, so that each name stands at the head of its own.
    private static string Lifelines(Chart chart, int begun)
    {
        char[] line = new string(' ', Margin + (Math.Min(begun, chart.Lifelines.Count) * LineWidth)).ToCharArray();
        for (int i = 0; i < begun; i++) line[Margin + (i * LineWidth)] = '|';
        return new(line);
    }

    private static string Arrow(Chart chart, ChartRow row)
    {
        int width = Math.Max(1, ((chart.Lifelines.Count - 1) * LineWidth) + 1);
        char[] line = new string(' ', width).ToCharArray();
        for (int i = 0; i < chart.Lifelines.Count; i++) line[i * LineWidth] = '|';
        if (row.From is not { } from)
        {
            line.AsSpan().Replace('|', '*');
            return new(line);
        }

        int start = Place(chart, from);
        line[start] = row.To is null && row.IsRefused ? 'x' : 'o';
        if (row.To is { } to)
        {
            int end = Place(chart, to), direction = Math.Sign(end - start);
            for (int at = start + direction; at != end; at += direction) line[at] = '-';
            line[end - direction] = row.IsRefused ? 'x' : direction > 0 ? '>' : '<';
        }

        return new(line);
    }

    private static int Place(Chart chart, int domain)
    {
        for (int i = 0; i < chart.Lifelines.Count; i++)
            if (chart.Lifelines[i] == domain) return i * LineWidth;
        throw new ArgumentException($"domain {domain} has no lifeline", nameof(domain));
    }
}
