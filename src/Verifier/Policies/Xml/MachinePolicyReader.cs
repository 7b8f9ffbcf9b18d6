using System.Collections.Immutable;
using System.Globalization;

namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// Reads generation 0 (July 2005): types and conflict sets in one file, virtual machines by id in another. There are no
/// labels yet: the machine with id 7 becomes the label <c>VM7</c>, and id 0 is domain 0's.
/// <code>
/// SecurityPolicySpec := Definition(Types(TE+)?, ChWallTypes(ChWall+)?, ConflictSet(ChWall+)*)
/// SecurityPolicySpec := Policy(PolicyHeader(Name, DateTime?, Tag?, TypeDefinition(url, hash?)?), 
///     VM(id, TE*, ChWall*)+)
/// </code>
/// </summary>
internal sealed class MachinePolicyReader
{
    private const string SteKind = "Simple Type Enforcement";
    private const string WallKind = "Chinese Wall";

    /// <summary>Ids in Xen are below this.</summary>
    private const int Ids = 0x7FF0;

    private readonly PolicyLimits _limits;
    private NameSpace _ste = NameSpace.Absent;
    private NameSpace _wall = NameSpace.Absent;
    private ImmutableArray<ConflictSet> _conflicts = [];

    private MachinePolicyReader(PolicyLimits limits) => _limits = limits;

    /// <summary>The policy in two files.</summary>
    /// <exception cref="InputException">One of them breaks a rule of the format.</exception>
    public static Policy Read(byte[] policy, string policyFile, byte[] definition, string definitionFile,
        PolicyLimits limits)
    {
        MachinePolicyReader reader = new(limits);
        reader.ReadDefinition(definition, definitionFile);

        using XmlCursor cursor = new(policy, policyFile);
        cursor.Enter("SecurityPolicySpec");
        cursor.Enter("Policy");
        string name = ReadHeader(cursor);
        ImmutableArray<VmLabel> machines = reader.ReadMachines(cursor, policyFile);
        cursor.Leave();
        cursor.Leave();
        cursor.End();

        return new()
        {
            File = policyFile,
            Name = name,
            Generation = 0,
            SourceHash = XmlPolicyReader.Sha1([.. policy, .. definition]),
            SteTypes = reader._ste.Types,
            WallTypes = reader._wall.Types,
            ConflictSets = reader._conflicts,
            VmLabels = machines,
            Bootstrap = machines.ToList().FindIndex(machine => machine.Name == LabelOf(0)),
        };
    }

    private static string LabelOf(int id) => string.Create(CultureInfo.InvariantCulture, $"VM{id}");

    private void ReadDefinition(byte[] definition, string file)
    {
        using XmlCursor cursor = new(definition, file);
        cursor.Enter("SecurityPolicySpec");
        cursor.Enter("Definition");
        if (cursor.At("Types"))
            _ste = ComponentGrammar.ReadTypes(cursor, "Types", SteKind, _limits.SteTypes, "TE");
        if (cursor.At("ChWallTypes"))
            _wall = ComponentGrammar.ReadTypes(cursor, "ChWallTypes", WallKind, _limits.WallTypes, "ChWall");
        _conflicts = ReadConflictSets(cursor);
        cursor.Leave();
        cursor.Leave();
        cursor.End();
    }

    private ImmutableArray<ConflictSet> ReadConflictSets(XmlCursor cursor)
    {
        ImmutableArray<ConflictSet>.Builder sets = ImmutableArray.CreateBuilder<ConflictSet>();
        while (cursor.At("ConflictSet"))
        {
            Place place = cursor.Place;
            string name = ComponentGrammar.NumberedConflict(sets.Count + 1);
            PolicyLimits.Require(sets.Count + 1, _limits.ConflictSets, "conflict sets", place);
            cursor.Enter("ConflictSet");
            string owner = $"conflict set {NameRules.Quote(name)}";
            sets.Add(new(name, Grammar.ReadTypeUses(cursor, owner, WallKind, _wall.Index, "ChWall"), place));
            cursor.Leave();
        }

        return sets.ToImmutable();
    }

    private static string ReadHeader(XmlCursor cursor)
    {
        cursor.Enter("PolicyHeader");
        string name = Grammar.CheckName(cursor.ReadText("Name", out Place place).Text, "policy name", place);
        SkipText(cursor, "DateTime", "Tag");
        if (cursor.At("TypeDefinition"))
        {
            // Says where the definition was published: no file of ours is found by it.
            cursor.Enter("TypeDefinition");
            SkipText(cursor, "url", "hash");
            cursor.Leave();
        }

        cursor.Leave();
        return name;
    }

    private static void SkipText(XmlCursor cursor, params ReadOnlySpan<string> elements)
    {
        foreach (string element in elements)
        {
            if (cursor.At(element))
                cursor.ReadText(element, out _);
        }
    }

    private ImmutableArray<VmLabel> ReadMachines(XmlCursor cursor, string file)
    {
        ImmutableArray<VmLabel>.Builder machines = ImmutableArray.CreateBuilder<VmLabel>();
        HashSet<int> ids = [];
        do
        {
            cursor.Enter("VM");
            (int id, Place place) = ReadId(cursor);
            // Row 0 of the label table belongs to __UNLABELED__.
            PolicyLimits.Require(machines.Count + 2, _limits.Labels, "VM labels (ssidref 0 included)", place);
            if (!ids.Add(id))
                throw new InputException(place, $"VM {id} is defined twice", "remove or renumber one");
            string owner = $"VM {id}";
            machines.Add(new(LabelOf(id), null,
                ReadUses(cursor, "TE", owner, SteKind, _ste),
                ReadUses(cursor, "ChWall", owner, WallKind, _wall), place));
            cursor.Leave();
        }
        while (cursor.At("VM"));

        return ids.Contains(0)
            ? machines.ToImmutable()
            : throw new InputException(new(file), "no VM has id 0", "say which types domain 0 has");
    }

    private static (int Id, Place Place) ReadId(XmlCursor cursor)
    {
        string text = cursor.ReadText("id", out Place place).Text;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < Ids
            ? (id, place)
            : throw new InputException(place, $"{NameRules.Quote(text)} is no domain id",
                $"write a number below {Ids}");
    }

    private static ImmutableArray<TypeUse> ReadUses(
        XmlCursor cursor, string element, string owner, string kind, NameSpace types) =>
        cursor.At(element) ? Grammar.ReadTypeUses(cursor, owner, kind, types.Index, element) : [];
}
