using System.Collections.Immutable;

namespace Verified.Verifier.Policies;

/// <summary>A type of one of the two name spaces, as the policy declares it.</summary>
/// <param name="Name">Its name, unique in its name space.</param>
/// <param name="Place">Where it is declared.</param>
public sealed record TypeDefinition(string Name, Place Place);

/// <summary>A type as a label or conflict set names it.</summary>
/// <param name="Type">Index into the name space's declarations.</param>
/// <param name="Place">Where it is named.</param>
public readonly record struct TypeUse(int Type, Place Place);

/// <summary>Chinese Wall types of which at most one may run at a time.</summary>
/// <param name="Name">Its name; several sets may have the same.</param>
/// <param name="Uses">Its types in the order of the file.</param>
/// <param name="Place">Where it stands.</param>
public sealed record ConflictSet(string Name, ImmutableArray<TypeUse> Uses, Place Place)
{
    /// <summary>Its types.</summary>
    public TypeSet Types { get; } = new(Uses.Select(use => use.Type));
}

/// <summary>The label of a VM.</summary>
/// <param name="Name">Unique among VM labels; a resource label may have the same.</param>
/// <param name="From">The label of the policy before the update that this one renames, or null.</param>
/// <param name="SteUses">Simple Type Enforcement types in the order of the file.</param>
/// <param name="WallUses">Chinese Wall types in the order of the file.</param>
/// <param name="Place">Where its name stands.</param>
public sealed record VmLabel(
    string Name, string? From, ImmutableArray<TypeUse> SteUses, ImmutableArray<TypeUse> WallUses, Place Place)
{
    /// <summary>Simple Type Enforcement types: what it may share with.</summary>
    public TypeSet SteTypes { get; } = new(SteUses.Select(use => use.Type));

    /// <summary>Chinese Wall types: what runs while a domain of this label exists.</summary>
    public TypeSet WallTypes { get; } = new(WallUses.Select(use => use.Type));
}

/// <summary>The label of a resource, such as a virtual disk.</summary>
/// <param name="Name">Unique among resource labels.</param>
/// <param name="From">The label of the policy before the update that this one renames, or null.</param>
/// <param name="Use">Its one Simple Type Enforcement type.</param>
/// <param name="Place">Where its name stands.</param>
public sealed record ResourceLabel(string Name, string? From, TypeUse Use, Place Place);

/// <summary>A policy's version, <c>major.minor</c>, each of 1 to 8 digits; a policy without one has 0.0.</summary>
/// <param name="Major">The number before the dot.</param>
/// <param name="Minor">The number after it.</param>
public readonly record struct PolicyVersion(uint Major, uint Minor)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}";
}

/// <summary>The policy that an update replaces.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record FromPolicy(string Name, PolicyVersion Version);

/// <summary>
/// A policy as written, checked against every rule of the format: every type that is used is declared.
/// </summary>
public sealed class Policy
{
    /// <summary>The file it was read from, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The policy's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; null in a file of a generation that had none.</summary>
    public PolicyVersion? Version { get; init; }

    /// <summary>The name, and the version if there is one.</summary>
    public string Title => Version is { } version ? $"{Name} {version}" : Name;

    /// <summary>What it updates, or null.</summary>
    public FromPolicy? From { get; init; }

    /// <summary>Generation of the XML format (2 or 3), or 4 for the binary format, version 4.</summary>
    public required int Generation { get; init; }

    /// <summary>SHA-1 of the XML file's bytes, 20 bytes: how a binary policy names its source.</summary>
    public required ImmutableArray<byte> SourceHash { get; init; }

    /// <summary>Simple Type Enforcement types; empty when the component is absent: then no two domains share.</summary>
    public ImmutableArray<TypeDefinition> SteTypes { get; init; } = [];

    /// <summary>Chinese Wall types; empty when the component is absent: then anything may run together.</summary>
    public ImmutableArray<TypeDefinition> WallTypes { get; init; } = [];

    /// <summary>Conflict sets over <see cref="WallTypes"/>.</summary>
    public ImmutableArray<ConflictSet> ConflictSets { get; init; } = [];

    /// <summary>VM labels in the order of the file.</summary>
    public ImmutableArray<VmLabel> VmLabels { get; init; } = [];

    /// <summary>Resource labels in the order of the file.</summary>
    public ImmutableArray<ResourceLabel> ResourceLabels { get; init; } = [];

    /// <summary>Index of domain 0's label among <see cref="VmLabels"/>; -1 when the policy has no VM label.</summary>
    public int Bootstrap { get; init; } = -1;

    /// <summary>The index of the VM label of that name, or -1.</summary>
    public int FindVmLabel(string name)
    {
        for (int i = 0; i < VmLabels.Length; i++)
        {
            if (string.Equals(VmLabels[i].Name, name, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }
}
