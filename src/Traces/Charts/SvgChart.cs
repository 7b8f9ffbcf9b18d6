using System.Security;
using System.Text;

namespace Verified.Traces.Charts;

/// <summary>A chart as an SVG picture.</summary>
public static class SvgChart
{
    private const int Left = 60;
    private const int Distance = 150;
    private const int Head = 50;
    private const int RowHeight = 24;
    private const int CharacterWidth = 7;

    /// <summary>The picture.</summary>
    public static string Write(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        int textAt = Left + (Math.Max(0, chart.Lifelines.Count - 1) * Distance) + 40;
        int width = textAt + (chart.Rows.Select(row => row.Text.Length).DefaultIfEmpty(0).Max() * CharacterWidth) + 40;
        int height = Head + ((chart.Rows.Count + 1) * RowHeight);
        StringBuilder svg = new();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" ")
            .Append("font-family=\"monospace\" font-size=\"12\">\n")
            .Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (int i = 0; i < chart.Lifelines.Count; i++)
        {
            int x = Left + (i * Distance);
            svg.Append($"<text x=\"{x}\" y=\"20\" text-anchor=\"middle\">{SecurityElement.Escape(chart.Names[i])}</text>\n")
                .Append($"<line x1=\"{x}\" y1=\"28\" x2=\"{x}\" y2=\"{height - 8}\" stroke=\"#999\"/>\n");
        }

        for (int i = 0; i < chart.Rows.Count; i++) Row(svg, chart, chart.Rows[i], Head + (i * RowHeight), textAt);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Row(StringBuilder svg, Chart chart, ChartRow row, int y, int textAt)
    {
        string colour = row.IsFault ? "#c00000" : row.IsRefused ? "#b06000" : "#204080";
        if (row.From is { } from)
        {
            int x = Place(chart, from);
            svg.Append($"<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\"/>\n");
            if (row.To is { } to) Arrow(svg, x, Place(chart, to), y, colour, row.IsRefused);
        }

        string weight = row.IsFault ? " font-weight=\"bold\"" : "";
        svg.Append($"<text x=\"8\" y=\"{y + 4}\" fill=\"#999\">{row.Number + 1}</text>\n")
            .Append($"<text x=\"{textAt}\" y=\"{y + 4}\" fill=\"{colour}\"{weight}>{SecurityElement.Escape(row.Text)}</text>\n");
    }

    private static void Arrow(StringBuilder svg, int from, int to, int y, string colour, bool isRefused)
    {
        int direction = Math.Sign(to - from), end = to - (direction * 3);
        string dash = isRefused ? " stroke-dasharray=\"5 3\"" : "";
        svg.Append($"<line x1=\"{from}\" y1=\"{y}\" x2=\"{end}\" y2=\"{y}\" stroke=\"{colour}\"{dash}/>\n")
            .Append($"<path d=\"M {end - (direction * 8)} {y - 4} L {end} {y} L {end - (direction * 8)} {y + 4}\" ")
            .Append($"fill=\"none\" stroke=\"{colour}\"/>\n");
    }

    private static int Place(Chart chart, int domain)
    {
        for (int i = 0; i < chart.Lifelines.Count; i++)
            if (chart.Lifelines[i] == domain) return Left + (i * Distance);
        throw new ArgumentException($"domain {domain} has no lifeline", nameof(domain));
    }
}
