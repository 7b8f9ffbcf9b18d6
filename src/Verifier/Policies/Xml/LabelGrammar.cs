using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Xml;

/// <summary>
/// SecurityLabelTemplate := SubjectLabels(@bootstrap: VirtualMachineLabel+)?, ObjectLabels(ResourceLabel+)?
/// VirtualMachineLabel   := Name(@from?), SimpleTypeEnforcementTypes*, ChineseWallTypes*
/// ResourceLabel         := Name(@from?), SimpleTypeEnforcementTypes(exactly one Type)
/// </summary>
internal sealed class LabelGrammar(XmlCursor cursor, NameSpace ste, NameSpace wall, PolicyLimits limits)
{
    private const string SteList = "SimpleTypeEnforcementTypes";
    private const string WallList = "ChineseWallTypes";

    /// <summary>
    /// Rows of the label table so far; row 0 belongs to __UNLABELED__, whether the policy defines it or not.
    /// </summary>
    private int _rows = 1;

    public ImmutableArray<VmLabel> VmLabels { get; private set; } = [];

    public ImmutableArray<ResourceLabel> ResourceLabels { get; private set; } = [];

    /// <summary>Index of the bootstrap label, or -1 without VM labels.</summary>
    public int Bootstrap { get; private set; } = -1;

    public void Read()
    {
        cursor.Enter("SecurityLabelTemplate");
        ReadLabels();
        cursor.Leave();
    }

    /// <summary>Reads what the template holds besides a header.</summary>
    public void ReadLabels()
    {
        if (cursor.At("SubjectLabels"))
            ReadSubjects();
        if (cursor.At("ObjectLabels"))
            ReadObjects();
    }

    private void ReadSubjects()
    {
        Place place = cursor.Place;
        string? bootstrap = cursor.Enter("SubjectLabels", "bootstrap")[0];
        if (bootstrap is null)
            throw new InputException(place, "no bootstrap label",
                "write <SubjectLabels bootstrap=\"label of domain 0\">");

        ImmutableArray<VmLabel>.Builder labels = ImmutableArray.CreateBuilder<VmLabel>();
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        do
        {
            VmLabel label = ReadVmLabel();
            CountRow(label.Name, label.Place);
            RequireNew(index.TryAdd(label.Name, labels.Count), "VM label", label.Name, label.Place);
            labels.Add(label);
        }
        while (cursor.At("VirtualMachineLabel"));
        cursor.Leave();

        if (bootstrap == NameRules.Unlabeled)
            throw new InputException(place, "the bootstrap label is __UNLABELED__", "give domain 0 a label of its own");
        if (!index.TryGetValue(bootstrap, out int found))
        {
            throw new InputException(place, $"the bootstrap label {NameRules.Quote(bootstrap)} is no VM label",
                "define it or name another");
        }

        VmLabels = labels.ToImmutable();
        Bootstrap = found;
    }

    private VmLabel ReadVmLabel()
    {
        cursor.Enter("VirtualMachineLabel");
        (string name, string? from, Place place) = ReadName("VM label");
        string owner = $"VM label {NameRules.Quote(name)}";
        ImmutableArray<TypeUse> steUses = ReadOptionalList(SteList, owner, "Simple Type Enforcement", ste);
        ImmutableArray<TypeUse> wallUses = ReadOptionalList(WallList, owner, "Chinese Wall", wall);
        cursor.Leave();
        return new(name, from, steUses, wallUses, place);
    }

    private ImmutableArray<TypeUse> ReadOptionalList(string element, string owner, string kind, NameSpace types)
    {
        if (!cursor.At(element))
            return [];

        ImmutableArray<TypeUse> uses = ReadList(element, owner, kind, types);
        // ACM silently used the first of several lists: what its author meant by the others is not known.
        if (cursor.At(element))
            throw new InputException(cursor.Place, $"{owner} has more than one <{element}>", "join the lists");
        return uses;
    }

    private ImmutableArray<TypeUse> ReadList(string element, string owner, string kind, NameSpace types)
    {
        cursor.Enter(element);
        ImmutableArray<TypeUse> uses = Grammar.ReadTypeUses(cursor, owner, kind, types.Index);
        cursor.Leave();
        return uses;
    }

    private void ReadObjects()
    {
        ImmutableArray<ResourceLabel>.Builder labels = ImmutableArray.CreateBuilder<ResourceLabel>();
        HashSet<string> names = new(StringComparer.Ordinal);
        cursor.Enter("ObjectLabels");
        do
        {
            ResourceLabel label = ReadResourceLabel();
            CountRow(label.Name, label.Place);
            RequireNew(names.Add(label.Name), "resource label", label.Name, label.Place);
            labels.Add(label);
        }
        while (cursor.At("ResourceLabel"));
        cursor.Leave();
        ResourceLabels = labels.ToImmutable();
    }

    private ResourceLabel ReadResourceLabel()
    {
        cursor.Enter("ResourceLabel");
        (string name, string? from, Place place) = ReadName("resource label");
        string owner = $"resource label {NameRules.Quote(name)}";
        ImmutableArray<TypeUse> uses = ReadList(SteList, owner, "Simple Type Enforcement", ste);
        if (uses.Length != 1)
            throw new InputException(place, $"{owner} has {uses.Length} types", "give it exactly one");
        cursor.Leave();
        return new(name, from, uses[0], place);
    }

    private (string Name, string? From, Place Place) ReadName(string kind)
    {
        (string name, string?[] attributes) = cursor.ReadText("Name", out Place place, "from");
        Grammar.CheckName(name, kind, place);
        if (attributes[0] is { } from)
            Grammar.CheckName(from, "the label to rename,", place);
        return (name, attributes[0], place);
    }

    private void CountRow(string name, Place place)
    {
        if (name != NameRules.Unlabeled)
            PolicyLimits.Require(++_rows, limits.Labels, "labels (ssidref 0 included)", place);
    }

    private static void RequireNew(bool isNew, string kind, string name, Place place)
    {
        if (!isNew)
            throw new InputException(place, $"{kind} {NameRules.Quote(name)} is defined twice", "remove or rename one");
    }
}
