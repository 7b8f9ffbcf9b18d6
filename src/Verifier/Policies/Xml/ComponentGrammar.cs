using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Xml;

/// <summary>The types of one name space, and where to find each by name.</summary>
/// <param name="Types">In the order of the file.</param>
/// <param name="Index">Name to index.</param>
internal sealed record NameSpace(ImmutableArray<TypeDefinition> Types, IReadOnlyDictionary<string, int> Index)
{
    /// <summary>The name space of a component that the policy does not have.</summary>
    public static NameSpace Absent { get; } = new([], ImmutableDictionary<string, int>.Empty);
}

/// <summary>
/// SimpleTypeEnforcement(@priority?) := SimpleTypeEnforcementTypes(Type+)
/// ChineseWall(@priority?)           := ChineseWallTypes(Type+), ConflictSets(Conflict(@name: Type+)+)?
/// </summary>
internal static class ComponentGrammar
{
    /// <summary>Reads the Simple Type Enforcement component if it comes next.</summary>
    public static NameSpace ReadSte(XmlCursor cursor, PolicyLimits limits)
    {
        if (!cursor.At("SimpleTypeEnforcement"))
            return NameSpace.Absent;

        EnterComponent(cursor, "SimpleTypeEnforcement");
        NameSpace types = ReadTypes(cursor, "SimpleTypeEnforcementTypes", "Simple Type Enforcement", limits.SteTypes);
        cursor.Leave();
        return types;
    }

    /// <summary>Reads the Chinese Wall component if it comes next.</summary>
    /// <param name="cursor">Where it would stand.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="conflicts">Its conflict sets.</param>
    /// <param name="named">Whether every conflict set must have a name; in generation 1 none needed one.</param>
    public static NameSpace ReadWall(
        XmlCursor cursor, PolicyLimits limits, out ImmutableArray<ConflictSet> conflicts, bool named = true)
    {
        conflicts = [];
        if (!cursor.At("ChineseWall"))
            return NameSpace.Absent;

        EnterComponent(cursor, "ChineseWall");
        NameSpace types = ReadTypes(cursor, "ChineseWallTypes", "Chinese Wall", limits.WallTypes);
        if (cursor.At("ConflictSets"))
            conflicts = ReadConflictSets(cursor, types, limits, named);
        cursor.Leave();
        return types;
    }

    private static void EnterComponent(XmlCursor cursor, string name)
    {
        Place place = cursor.Place;
        if (cursor.Enter(name, "priority")[0] is { } priority and not "PrimaryPolicyComponent")
        {
            throw new InputException(place, $"priority {NameRules.Quote(priority)} is unknown",
                "write PrimaryPolicyComponent or leave the attribute out");
        }
    }

    /// <summary>Declares the types of one name space.</summary>
    public static NameSpace ReadTypes(XmlCursor cursor, string element, string kind, int limit, string item = "Type")
    {
        ImmutableArray<TypeDefinition>.Builder types = ImmutableArray.CreateBuilder<TypeDefinition>();
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        cursor.Enter(element);
        foreach ((string name, Place place) in Grammar.ReadTypeNames(cursor, $"the {kind} types", item))
        {
            PolicyLimits.Require(types.Count + 1, limit, $"{kind} types", place);
            index.Add(name, types.Count);
            types.Add(new(name, place));
        }

        cursor.Leave();
        return new(types.ToImmutable(), index);
    }

    /// <summary>The name of a conflict set that has none: its number in the file, from 1.</summary>
    public static string NumberedConflict(int number) => $"ConflictSet{number}";

    private static ImmutableArray<ConflictSet> ReadConflictSets(
        XmlCursor cursor, NameSpace types, PolicyLimits limits, bool named)
    {
        ImmutableArray<ConflictSet>.Builder sets = ImmutableArray.CreateBuilder<ConflictSet>();
        cursor.Enter("ConflictSets");
        do
        {
            Place place = cursor.Place;
            PolicyLimits.Require(sets.Count + 1, limits.ConflictSets, "conflict sets", place);
            string? name = cursor.Enter("Conflict", "name")[0];
            if (name is null && named)
                throw new InputException(place, "a conflict set has no name", "write <Conflict name=\"...\">");
            name ??= NumberedConflict(sets.Count + 1);
            Grammar.CheckName(name, "conflict set", place);
            string owner = $"conflict set {NameRules.Quote(name)}";
            sets.Add(new(name, Grammar.ReadTypeUses(cursor, owner, "Chinese Wall", types.Index), place));
            cursor.Leave();
        }
        while (cursor.At("Conflict"));
        cursor.Leave();
        return sets.ToImmutable();
    }
}
