using System.Text;

namespace Verified.Verifier.Tests.Support;

/// <summary>Small policies as text, and what reading them gives.</summary>
internal static class PolicyText
{
    public const string Header = "<PolicyHeader><PolicyName>p</PolicyName><Version>1.0</Version></PolicyHeader>";

    public const string Root = "<SecurityPolicyDefinition xmlns=\"http://www.ibm.com\">";

    /// <summary>Everything that the grammar has, one idea a line, so that line numbers mean something.</summary>
    public const string Complete = """
        <?xml version="1.0"?>
        <SecurityPolicyDefinition xmlns="http://www.ibm.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.ibm.com x.xsd">
        <PolicyHeader><PolicyName>complete</PolicyName><PolicyUrl>u</PolicyUrl><Reference>r</Reference><Date>d</Date>
        <NameSpaceUrl>n</NameSpaceUrl><Version>2.17</Version>
        <FromPolicy><PolicyName>older</PolicyName><Version>2.16</Version></FromPolicy></PolicyHeader>
        <SimpleTypeEnforcement><SimpleTypeEnforcementTypes>
        <Type>red</Type>
        <Type> green </Type>
        <Type>blue</Type>
        </SimpleTypeEnforcementTypes></SimpleTypeEnforcement>
        <ChineseWall priority="PrimaryPolicyComponent"><ChineseWallTypes>
        <Type>left</Type>
        <Type>right</Type>
        </ChineseWallTypes><ConflictSets>
        <Conflict name="sides"><Type>left</Type><Type>right</Type></Conflict>
        </ConflictSets></ChineseWall>
        <SecurityLabelTemplate><SubjectLabels bootstrap="Dom0">
        <VirtualMachineLabel><Name>Dom0</Name>
        <SimpleTypeEnforcementTypes><Type>red</Type><Type>green</Type><Type>blue</Type></SimpleTypeEnforcementTypes>
        <ChineseWallTypes><Type/></ChineseWallTypes></VirtualMachineLabel>
        <VirtualMachineLabel><Name from="Old">A</Name>
        <SimpleTypeEnforcementTypes><Type>red</Type></SimpleTypeEnforcementTypes>
        <ChineseWallTypes><Type>left</Type></ChineseWallTypes></VirtualMachineLabel>
        <VirtualMachineLabel><Name>B</Name>
        <SimpleTypeEnforcementTypes><Type>green</Type></SimpleTypeEnforcementTypes>
        <ChineseWallTypes><Type>right</Type></ChineseWallTypes></VirtualMachineLabel>
        </SubjectLabels><ObjectLabels>
        <ResourceLabel><Name>disk</Name><SimpleTypeEnforcementTypes><Type>red</Type></SimpleTypeEnforcementTypes></ResourceLabel>
        </ObjectLabels></SecurityLabelTemplate>
        </SecurityPolicyDefinition>
        """;

    public static Policy Read(string xml, PolicyLimits? limits = null) =>
        PolicyFile.Parse(Encoding.UTF8.GetBytes(xml), "p.xml", limits ?? PolicyLimits.Kernel);

    /// <summary>The one line with which a text is refused.</summary>
    public static string Refusal(string xml)
    {
        InputException error = Assert.Throws<InputException>(() => Read(xml));
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("; ", error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    /// <summary>The line with which the complete policy is refused after a change.</summary>
    public static string RefusalAfter(string old, string replacement)
    {
        Assert.Contains(old, Complete, StringComparison.Ordinal);
        int at = Complete.IndexOf(old, StringComparison.Ordinal);
        return Refusal(Complete[..at] + replacement + Complete[(at + old.Length)..]);
    }

    /// <summary>
    /// A policy from a few words: <c>name: STE types | CW types</c> a label, the first one the bootstrap label;
    /// conflict sets as lists of CW types. Types are declared as they appear.
    /// </summary>
    public static string Short(string[] labels, params string[] conflicts)
    {
        List<(string Name, string[] Ste, string[] Wall)> parsed = [.. labels.Select(ParseLabel)];
        string[] ste = [.. parsed.SelectMany(label => label.Ste).Distinct()];
        string[] wall = [.. parsed.SelectMany(label => label.Wall).Concat(conflicts.SelectMany(Words)).Distinct()];
        StringBuilder xml = new(Root + "\n" + Header + "\n");
        if (ste.Length > 0)
            xml.Append("<SimpleTypeEnforcement>" + List("SimpleTypeEnforcementTypes", ste) + "</SimpleTypeEnforcement>\n");
        if (wall.Length > 0)
        {
            xml.Append("<ChineseWall>" + List("ChineseWallTypes", wall));
            if (conflicts.Length > 0)
            {
                xml.Append("<ConflictSets>" + string.Concat(conflicts.Select((set, i) =>
                    $"<Conflict name=\"c{i}\">{Types(Words(set))}</Conflict>")) + "</ConflictSets>");
            }

            xml.Append("</ChineseWall>\n");
        }

        xml.Append($"<SecurityLabelTemplate><SubjectLabels bootstrap=\"{parsed[0].Name}\">\n");
        foreach ((string name, string[] own, string[] walls) in parsed)
        {
            xml.Append($"<VirtualMachineLabel><Name>{name}</Name>"
                + (own.Length > 0 ? List("SimpleTypeEnforcementTypes", own) : "")
                + (walls.Length > 0 ? List("ChineseWallTypes", walls) : "") + "</VirtualMachineLabel>\n");
        }

        return xml.Append("</SubjectLabels></SecurityLabelTemplate></SecurityPolicyDefinition>").ToString();
    }

    private static (string, string[], string[]) ParseLabel(string label)
    {
        string[] parts = label.Split(':', '|');
        return (parts[0].Trim(), Words(parts.ElementAtOrDefault(1)), Words(parts.ElementAtOrDefault(2)));
    }

    private static string[] Words(string? text) => (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string List(string element, string[] types) => $"<{element}>{Types(types)}</{element}>";

    private static string Types(string[] types) => string.Concat(types.Select(type => $"<Type>{type}</Type>"));
}
