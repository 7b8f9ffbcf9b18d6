using System.Globalization;
using System.Text;

namespace Verified.Verifier.Policies;

/// <summary>What a name in a policy may be, and how a name from a hostile file is shown.</summary>
public static class NameRules
{
    /// <summary>The label of ssidref 0, whether the policy defines it or not.</summary>
    public const string Unlabeled = "__UNLABELED__";

    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxBytes = 255;

    /// <summary>Names that are quoted in messages are cut after so many characters.</summary>
    private const int MaxShown = 60;

    /// <summary>Why a name is refused, or null when it is a good one.</summary>
    public static string? Objection(string name)
    {
        if (name.Length == 0)
            return "is empty";
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes)
            return $"is longer than {MaxBytes} bytes";
        if (name.Contains(':', StringComparison.Ordinal))
            return "contains ':', which separates the parts of a printed label";
        return name.EnumerateRunes().Any(IsInvisible) ? "contains an invisible or control character" : null;
    }

    /// <summary>A piece of input in quotation marks, short, on one line and without control characters.</summary>
    public static string Quote(string text)
    {
        StringBuilder shown = new("'");
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length > MaxShown)
            {
                shown.Append("...");
                break;
            }

            shown.Append(IsInvisible(rune) ? $"\\u{rune.Value:x4}" : rune.ToString());
        }

        return shown.Append('\'').ToString();
    }

    /// <summary>A character that would let a name look like another one, or drive a terminal.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator => true,
        UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse => true,
        UnicodeCategory.OtherNotAssigned => true,
        UnicodeCategory.SpaceSeparator => rune.Value != ' ',
        _ => rune.Value == '\uFFFD',
    };
}
