using System.Globalization;

namespace Verified.Traces.Reading;

/// <summary>A value of a JSON text that knows its line. What is asked of it and is not there is an error there.</summary>
internal sealed class Node(string file, int line, object? value)
{
    private const string Format = "see the format in docs/traces.md";

    /// <summary>The number of the line, from 1.</summary>
    public int Line => line;

    /// <summary>Whether it is an object with such a member.</summary>
    public bool Has(string name) => value is Dictionary<string, Node> members && members.ContainsKey(name);

    /// <summary>A member of an object.</summary>
    public Node this[string name] =>
        Members.TryGetValue(name, out Node? member) ? member : throw Error($"'{name}' is missing");

    /// <summary>A member of an object, if there is one.</summary>
    public Node? Find(string name) => Members.GetValueOrDefault(name);

    /// <summary>The members of an object.</summary>
    public IReadOnlyDictionary<string, Node> Members =>
        value as Dictionary<string, Node> ?? throw Error("an object { ... } is expected here");

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<Node> Elements => value as List<Node> ?? throw Error("a list [ ... ] is expected here");

    /// <summary>A text without control characters.</summary>
    public string Text
    {
        get
        {
            if (value is not string text) throw Error("a text in quotation marks is expected here");
            return text.Any(char.IsControl) ? throw Error("a text has a control character", "take it out") : text;
        }
    }

    /// <summary>true or false.</summary>
    public bool Truth => value is bool truth ? truth : throw Error("true or false is expected here");

    /// <summary>A number of 64 bits without a sign, written as a number or as a text "0x...".</summary>
    public ulong Word
    {
        get
        {
            if (value is decimal number && number >= 0 && number <= ulong.MaxValue && decimal.IsInteger(number))
                return (ulong)number;
            if (value is string text && text.StartsWith("0x", StringComparison.Ordinal)
                && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong word))
                return word;
            throw Error("a whole number from 0 to 2^64 - 1 is expected here", "write 12 or \"0xc\"");
        }
    }

    /// <summary>A whole number of 64 bits with a sign.</summary>
    public long Signed =>
        value is decimal number && number >= long.MinValue && number <= long.MaxValue && decimal.IsInteger(number)
            ? (long)number
            : throw Error("a whole number is expected here", "write it without quotation marks, as -13");

    /// <summary>A whole number in a range.</summary>
    public int Number(int least, int most)
    {
        ulong word = Word;
        return word >= (ulong)least && word <= (ulong)most
            ? (int)word
            : throw Error($"a whole number from {least} to {most} is expected here", "correct it");
    }

    /// <summary>Refuses members that the format does not know.</summary>
    public void Allow(params ReadOnlySpan<string> names)
    {
        foreach ((string name, Node member) in Members)
        {
            if (!names.Contains(name)) throw member.Error($"'{Shown(name)}' is not known here");
        }
    }

    /// <summary>An error at this value.</summary>
    public TraceException Error(string what, string mend = Format) => new(file, line, what, mend);

    /// <summary>A name of the user's, short and on one line.</summary>
    public static string Shown(string name)
    {
        string shown = new([.. name.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);
        return name.Length > 60 ? shown + "..." : shown;
    }
}
