using System.Text.RegularExpressions;

namespace Verified.Verifier.Policies.Xml;

/// <summary>What the policy's header says.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Version">Its version; null in a file of generation 2.</param>
/// <param name="From">What it updates, or null.</param>
internal sealed record PolicyHeader(string Name, PolicyVersion? Version, FromPolicy? From);

/// <summary>
/// PolicyHeader := PolicyName, PolicyUrl?, Reference?, Date?, NameSpaceUrl?, Version, FromPolicy?
/// Generation 2 had no Version.
/// </summary>
internal static partial class HeaderGrammar
{
    private static readonly string[] Ignored = ["PolicyUrl", "Reference", "Date", "NameSpaceUrl"];

    public static PolicyHeader Read(XmlCursor cursor)
    {
        cursor.Enter("PolicyHeader");
        string name = ReadName(cursor);
        foreach (string element in Ignored)
        {
            if (cursor.At(element))
                cursor.ReadText(element, out _);
        }

        PolicyVersion? version = cursor.At("Version") ? ReadVersion(cursor) : null;
        FromPolicy? from = version is not null && cursor.At("FromPolicy") ? ReadFromPolicy(cursor) : null;
        cursor.Leave();
        return new(name, version, from);
    }

    private static FromPolicy ReadFromPolicy(XmlCursor cursor)
    {
        cursor.Enter("FromPolicy");
        FromPolicy from = new(ReadName(cursor), ReadVersion(cursor));
        cursor.Leave();
        return from;
    }

    private static string ReadName(XmlCursor cursor)
    {
        string name = cursor.ReadText("PolicyName", out Place place).Text;
        return Grammar.CheckName(name, "policy name", place);
    }

    private static PolicyVersion ReadVersion(XmlCursor cursor)
    {
        string text = cursor.ReadText("Version", out Place place).Text;
        if (!VersionPattern().IsMatch(text))
        {
            throw new InputException(place, $"version {NameRules.Quote(text)} is not major.minor of 1 to 8 digits each",
                "write for example 1.0");
        }

        string[] parts = text.Split('.');
        return new(uint.Parse(parts[0]), uint.Parse(parts[1]));
    }

    [GeneratedRegex(@"\A[0-9]{1,8}\.[0-9]{1,8}\z")]
    private static partial Regex VersionPattern();
}
