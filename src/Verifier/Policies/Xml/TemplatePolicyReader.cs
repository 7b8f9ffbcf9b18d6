using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// Reads generation 1 (August 2005): types and conflict sets in one file, labels in another.
/// <code>
/// SecurityPolicyDefinition := PolicyHeader(Name, Date?), SimpleTypeEnforcement?, ChineseWall?
/// SecurityLabelTemplate    := LabelHeader(Name, Date?, PolicyName(Url, Reference)?), SubjectLabels?, ObjectLabels?
/// </code>
/// Components and labels are those of generation 3, except that a conflict set needs no name.
/// </summary>
internal static class TemplatePolicyReader
{
    /// <summary>The policy in two files.</summary>
    /// <exception cref="InputException">One of them breaks a rule of the format.</exception>
    public static Policy Read(byte[] policy, string policyFile, byte[] template, string templateFile,
        PolicyLimits limits)
    {
        using XmlCursor cursor = new(policy, policyFile);
        cursor.Enter("SecurityPolicyDefinition");
        string name = ReadHeader(cursor, "PolicyHeader", "policy name");
        cursor.Leave();
        NameSpace ste = ComponentGrammar.ReadSte(cursor, limits);
        NameSpace wall = ComponentGrammar.ReadWall(cursor, limits, out ImmutableArray<ConflictSet> conflicts,
            named: false);
        cursor.Leave();
        cursor.End();

        LabelGrammar labels = ReadTemplate(template, templateFile, ste, wall, limits);
        return new()
        {
            File = policyFile,
            Name = name,
            Generation = 1,
            SourceHash = XmlPolicyReader.Sha1([.. policy, .. template]),
            SteTypes = ste.Types,
            WallTypes = wall.Types,
            ConflictSets = conflicts,
            VmLabels = labels.VmLabels,
            ResourceLabels = labels.ResourceLabels,
            Bootstrap = labels.Bootstrap,
        };
    }

    private static LabelGrammar ReadTemplate(
        byte[] template, string file, NameSpace ste, NameSpace wall, PolicyLimits limits)
    {
        using XmlCursor cursor = new(template, file);
        cursor.Enter("SecurityLabelTemplate");
        ReadHeader(cursor, "LabelHeader", "label template's name");
        if (cursor.At("PolicyName"))
            SkipPolicyName(cursor);
        cursor.Leave();
        LabelGrammar labels = new(cursor, ste, wall, limits);
        labels.ReadLabels();
        cursor.Leave();
        cursor.End();
        return labels;
    }

    /// <summary>Enters a header and reads its name; what follows the date is left.</summary>
    private static string ReadHeader(XmlCursor cursor, string element, string kind)
    {
        cursor.Enter(element);
        string name = Grammar.CheckName(cursor.ReadText("Name", out Place place).Text, kind, place);
        if (cursor.At("Date"))
            cursor.ReadText("Date", out _);
        return name;
    }

    /// <summary>Where the policy was published: no file of ours is found by it.</summary>
    private static void SkipPolicyName(XmlCursor cursor)
    {
        cursor.Enter("PolicyName");
        cursor.ReadText("Url", out _);
        cursor.ReadText("Reference", out _);
        cursor.Leave();
    }
}
