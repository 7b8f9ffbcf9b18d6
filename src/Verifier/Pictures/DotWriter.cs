using System.Text;
using Verified.Verifier.Proving;

namespace Verified.Verifier.Pictures;

/// <summary>Writes a picture in Graphviz's language. The same policy gives the same text.</summary>
public sealed class DotWriter(PolicyPicture picture)
{
    /// <summary>A node lists so many labels.</summary>
    private const int ListedLabels = 5;

    private const string HoleColour = "#d00000";

    /// <summary>Fill and line of each group in turn: pale colours that stay apart in print, none of them red.</summary>
    private static readonly (string Fill, string Line)[] Colours =
    [
        ("#dbe9f9", "#2b6cb0"), ("#ddf3dd", "#2f7d32"), ("#fdf0d0", "#b07d00"), ("#eadcf7", "#6b3fa0"),
        ("#d5f2f0", "#0f7b76"), ("#f5e2d3", "#8a5320"), ("#e6e9d2", "#66701f"), ("#e3e0f5", "#44409a"),
    ];

    private readonly StringBuilder _text = new();

    /// <summary>The picture's text.</summary>
    public string Write()
    {
        Line("graph policy {");
        Line($"  label={Quote(Caption())}; labelloc=t; fontname=\"Helvetica\"; fontsize=14;");
        Line("  nodesep=0.45; ranksep=0.7; compound=true;");
        Line("  node [fontname=\"Helvetica\", fontsize=12, shape=box, style=\"filled,rounded\"];");
        Line("  edge [fontname=\"Helvetica\", fontsize=10];");
        for (int group = 0; group < picture.Groups.Length; group++)
            WriteGroup(group);
        WriteNodes(node => node.IsTrusted, "  ");
        foreach (PictureLink link in picture.Links)
            WriteLink(link);
        Line("}");
        return _text.ToString();
    }

    private string Caption()
    {
        string verdict = picture switch
        {
            { HasClaim: false } => "no coalitions stated; boxes are what may share",
            { Hole: null } => "no hole",
            { Hole: { } hole } => "HOLE: " + string.Join(" - ", hole.Labels.Select(Name)),
        };
        return $"{picture.Policy.Title}: {verdict}\n"
            + "line: may share   double border: trusted   dashed: never run together   red: hole";
    }

    private void WriteGroup(int index)
    {
        Group group = picture.Groups[index];
        bool boxed = group.Name is not null || (!picture.HasClaim && group.Labels.Length > 1);
        if (!boxed)
        {
            WriteNodes(node => node.Group == index, "  ");
            return;
        }

        (string fill, string line) = Colours[index % Colours.Length];
        Line($"  subgraph cluster_{index} {{");
        Line($"    label={Quote(group.Name is { } name ? "coalition " + name : "may share")}; style=\"filled,rounded\"; "
            + $"fillcolor=\"{fill}\"; color=\"{line}\"; fontcolor=\"{line}\";");
        WriteNodes(node => node.Group == index, "    ");
        Line("  }");
    }

    private void WriteNodes(Func<PictureNode, bool> isWanted, string indent)
    {
        for (int i = 0; i < picture.Nodes.Length; i++)
        {
            if (isWanted(picture.Nodes[i]))
                Line($"{indent}n{i} [label={Quote(Caption(picture.Nodes[i]))}, {Look(picture.Nodes[i])}];");
        }
    }

    private string Caption(PictureNode node)
    {
        string names = string.Join('\n', node.Labels.Take(ListedLabels).Select(Name));
        if (node.Labels.Length > ListedLabels)
            names += $"\nand {node.Labels.Length - ListedLabels} more";
        string role = (node.IsTrusted, node.IsDomainZero) switch
        {
            (true, true) => "\n(domain 0, trusted)",
            (false, true) => "\n(domain 0, not trusted)",
            (true, false) => "\n(trusted)",
            _ when node.IsBridge => "\n(untrusted bridge)",
            _ => "",
        };
        return names + role;
    }

    private string Look(PictureNode node)
    {
        if (node.IsBridge)
            return $"fillcolor=\"{HoleColour}\", color=\"{HoleColour}\", fontcolor=white, penwidth=3";
        if (node.IsTrusted)
            return "fillcolor=\"#eeeeee\", color=\"#555555\", peripheries=2, shape=octagon, style=filled";
        bool outside = picture.HasClaim && picture.Groups[node.Group].Name is null;
        string line = outside ? "#777777" : Colours[node.Group % Colours.Length].Line;
        return $"fillcolor=white, color=\"{line}\"";
    }

    private void WriteLink(PictureLink link)
    {
        string names = string.Join('\n', link.Names);
        string look = link.Kind switch
        {
            LinkKind.Hole => $"color=\"{HoleColour}\", fontcolor=\"{HoleColour}\", penwidth=4, label={Quote(names)}",
            LinkKind.Conflict =>
                $"style=dashed, color=\"#333333\", fontcolor=\"#333333\", penwidth=1.5, constraint=false, "
                + $"label={Quote("never together:\n" + names)}",
            LinkKind.Trusted => TrustedLook(link, names),
            _ => $"color=\"{Colours[picture.Nodes[link.From].Group % Colours.Length].Line}\", penwidth=2, label={Quote(names)}",
        };
        Line($"  n{link.From} -- n{link.To} [{look}];");
    }

    /// <summary>Domain 0 shares with nearly all: its lines are faint and have no names.</summary>
    private string TrustedLook(PictureLink link, string names) =>
        picture.Nodes[link.From].IsDomainZero || picture.Nodes[link.To].IsDomainZero
            ? "color=\"#cccccc\""
            : $"color=\"#777777\", fontcolor=\"#555555\", label={Quote(names)}";

    private string Name(int label) => picture.Policy.VmLabels[label].Name;

    /// <summary>A string of the language: names come from a file that may be hostile.</summary>
    private static string Quote(string text) =>
        '"' + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + '"';

    private void Line(string line) => _text.Append(line).Append('\n');
}
