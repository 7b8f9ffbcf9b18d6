using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Binary;

/// <summary>
/// Reads the binary format, version 4, with or without the names section. Every offset, count, cell, name and padding
/// byte is checked; blocks may not overlap.
/// </summary>
public static class BinaryPolicyReader
{
    /// <summary>Whether the bytes claim to be a binary policy.</summary>
    public static bool Recognises(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.TryReadUInt32BigEndian(bytes, out uint magic) && magic == BinaryFormat.Magic;

    /// <summary>The policy in the bytes of a binary file.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="limits">How large the policy may be.</param>
    /// <exception cref="InputException">The bytes are no policy.</exception>
    public static Policy Read(byte[] bytes, string file, PolicyLimits limits)
    {
        BinaryHeader header = BinaryHeader.Read(bytes, file);
        BinaryBlocks blocks = new(bytes, file, header);
        string name = blocks.ReadReference();
        WallMatrices wall = header.WallOffset is { } wallOffset
            ? blocks.ReadWall(wallOffset, limits)
            : new(0, null, []);
        SteMatrix ste = blocks.ReadSte(header.SteOffset, limits);
        int end = blocks.RequireDisjoint();

        int steRows = ste.Rows.Length;
        NameTable names = end == bytes.Length
            ? NameTable.Numbered(wall.Rows?.Length ?? steRows, ste, wall)
            : NameTable.Read(new(bytes, file, end, bytes.Length), wall.Rows?.Length, ste, wall);
        return Assemble(file, name, header, names, ste, wall);
    }

    private static Policy Assemble(
        string file, string name, BinaryHeader header, NameTable names, SteMatrix ste, WallMatrices wall)
    {
        int vmRows = names.VmLabels.Length;
        Place place = new(file, Offset: 0);
        VmLabel[] rows = [.. Enumerable.Range(0, vmRows).Select(row =>
            new VmLabel(names.VmLabels[row], null, ste.Rows[row], wall.Rows?[row] ?? [], place))];
        // A row 0 without types stands there whether the policy defines __UNLABELED__ or not.
        bool defined = rows[0].SteUses.Length + rows[0].WallUses.Length > 0;

        return new()
        {
            File = file,
            Name = name,
            Version = header.Version,
            Generation = (int)BinaryFormat.Version,
            SourceHash = header.SourceHash,
            SteTypes = [.. names.SteTypes.Select(type => new TypeDefinition(type, place))],
            WallTypes = [.. names.WallTypes.Select(type => new TypeDefinition(type, place))],
            ConflictSets = [.. wall.Conflicts
                .Select((uses, row) => new ConflictSet(names.ConflictSets[row], uses, place))],
            VmLabels = [.. rows.Skip(defined ? 0 : 1)],
            ResourceLabels = [.. ste.Rows.Skip(vmRows)
                .Select((uses, row) => Resource(uses, names.ResourceLabels[row], place))],
            Bootstrap = vmRows < 2 ? -1 : defined ? 1 : 0,
        };
    }

    private static ResourceLabel Resource(ImmutableArray<TypeUse> uses, string name, Place place) => uses.Length == 1
        ? new(name, null, uses[0], place)
        : throw new InputException(place, $"resource label {NameRules.Quote(name)} has {uses.Length} types",
            "give it exactly one");
}
