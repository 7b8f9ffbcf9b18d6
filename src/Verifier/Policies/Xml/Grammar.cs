using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Xml;

/// <summary>The rules that several parts of the grammar share: names, type lists, references to types.</summary>
internal static class Grammar
{
    /// <summary>A name that keeps the rules, or an error at its place.</summary>
    public static string CheckName(string name, string kind, Place place) =>
        NameRules.Objection(name) is { } objection
            ? throw new InputException(place, $"{kind} {NameRules.Quote(name)} {objection}", "rename it")
            : name;

    /// <summary>
    /// The names in a list of types, in its order; an empty <c>&lt;Type/&gt;</c> stands for no type.
    /// </summary>
    /// <param name="cursor">At the list's first Type.</param>
    /// <param name="owner">What the list belongs to, for messages.</param>
    /// <param name="element">The element that holds a type's name; generation 0 had others.</param>
    public static List<(string Name, Place Place)> ReadTypeNames(
        XmlCursor cursor, string owner, string element = "Type")
    {
        List<(string, Place)> names = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        do
        {
            string name = cursor.ReadText(element, out Place place).Text;
            if (name.Length == 0)
                continue;

            CheckName(name, "type", place);
            if (!seen.Add(name))
                throw new InputException(place, $"type {NameRules.Quote(name)} stands twice in {owner}", "remove one");
            names.Add((name, place));
        }
        while (cursor.At(element));
        return names;
    }

    /// <summary>A list of types that a label or conflict set names; each must be declared.</summary>
    public static ImmutableArray<TypeUse> ReadTypeUses(
        XmlCursor cursor, string owner, string nameSpace, IReadOnlyDictionary<string, int> declared,
        string element = "Type")
    {
        ImmutableArray<TypeUse>.Builder uses = ImmutableArray.CreateBuilder<TypeUse>();
        foreach ((string name, Place place) in ReadTypeNames(cursor, owner, element))
        {
            if (!declared.TryGetValue(name, out int type))
            {
                throw new InputException(place, $"unknown {nameSpace} type {NameRules.Quote(name)} in {owner}",
                    $"declare it among the policy's {nameSpace} types or correct the name");
            }

            uses.Add(new(type, place));
        }

        return uses.ToImmutable();
    }
}
