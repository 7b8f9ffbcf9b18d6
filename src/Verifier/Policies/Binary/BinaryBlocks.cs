using System.Collections.Immutable;

namespace Verified.Verifier.Policies.Binary;

/// <summary>The Chinese Wall block.</summary>
/// <param name="Types">Number of types.</param>
/// <param name="Rows">The types of each VM row; null without the component.</param>
/// <param name="Conflicts">The types of each conflict set.</param>
internal sealed record WallMatrices(
    int Types, ImmutableArray<TypeUse>[]? Rows, ImmutableArray<TypeUse>[] Conflicts);

/// <summary>The Simple Type Enforcement block.</summary>
/// <param name="Types">Number of types.</param>
/// <param name="Rows">The types of each VM row, then of each resource row.</param>
internal sealed record SteMatrix(int Types, ImmutableArray<TypeUse>[] Rows);

/// <summary>Reads the blocks that the header points to, and remembers where each lies.</summary>
internal sealed class BinaryBlocks(byte[] bytes, string file, BinaryHeader header)
{
    private readonly List<(int Start, int End, string Name)> _ranges = [(0, BinaryFormat.HeaderBytes, "the header")];

    public string ReadReference()
    {
        WordReader reader = At(header.ReferenceOffset);
        string text = reader.CountedText(NameRules.MaxBytes + 1, "the policy's name");
        if (!text.EndsWith('\0'))
            throw reader.Error(header.ReferenceOffset, "the policy's name does not end with NUL");
        string name = text[..^1];
        if (NameRules.Objection(name) is { } objection)
            throw reader.Error(header.ReferenceOffset, $"the policy's name {NameRules.Quote(name)} {objection}");
        Finish(reader, header.ReferenceOffset, "the policy's name");
        return name;
    }

    public WallMatrices ReadWall(int offset, PolicyLimits limits)
    {
        WordReader reader = At(offset);
        reader.Expect(BinaryFormat.ComponentVersion, "the Chinese Wall's version");
        reader.Expect(BinaryFormat.WallCode, "the Chinese Wall's code");
        int types = reader.Count(limits.WallTypes, "Chinese Wall types");
        int rows = ReadRowCount(reader, limits.Labels, "VM labels (ssidref 0 included)");
        int sets = reader.Count(limits.ConflictSets, "conflict sets");
        reader.Expect(BinaryFormat.WallHeaderBytes, "the offset of the Chinese Wall's labels");
        reader.Expect((uint)(BinaryFormat.WallHeaderBytes + 2 * types * rows), "the offset of the conflict sets");
        reader.Expect(0, "the offset of the running types");
        reader.Expect(0, "the offset of the conflict aggregate");
        WallMatrices wall = new(types, ReadRows(reader, rows, types, "the Chinese Wall"),
            ReadRows(reader, sets, types, "the conflict sets"));
        Finish(reader, offset, "the Chinese Wall");
        return wall;
    }

    public SteMatrix ReadSte(int offset, PolicyLimits limits)
    {
        WordReader reader = At(offset);
        reader.Expect(BinaryFormat.ComponentVersion, "Simple Type Enforcement's version");
        reader.Expect(BinaryFormat.SteCode, "Simple Type Enforcement's code");
        int types = reader.Count(limits.SteTypes, "Simple Type Enforcement types");
        int rows = ReadRowCount(reader, limits.Labels, "labels (ssidref 0 included)");
        reader.Expect(BinaryFormat.SteHeaderBytes, "the offset of Simple Type Enforcement's labels");
        SteMatrix ste = new(types, ReadRows(reader, rows, types, "Simple Type Enforcement"));
        Finish(reader, offset, "Simple Type Enforcement");
        return ste;
    }

    /// <summary>
    /// Checks that no two blocks overlap and nothing lies between them, and gives the end of the last one.
    /// </summary>
    public int RequireDisjoint()
    {
        _ranges.Sort();
        for (int i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[i].Start != _ranges[i - 1].End)
            {
                string fault = _ranges[i].Start < _ranges[i - 1].End ? "overlaps" : "leaves a gap after";
                throw At(_ranges[i].Start).Error($"{_ranges[i].Name} {fault} {_ranges[i - 1].Name}");
            }
        }

        return _ranges[^1].End;
    }

    private WordReader At(int offset) => new(bytes, file, offset, bytes.Length);

    private void Finish(WordReader reader, int start, string name)
    {
        reader.Padding(start);
        _ranges.Add((start, reader.Position, name));
    }

    private static int ReadRowCount(WordReader reader, int limit, string kind)
    {
        int rows = reader.Count(limit, kind);
        return rows > 0 ? rows : throw reader.Error("there is no row for ssidref 0");
    }

    private static ImmutableArray<TypeUse>[] ReadRows(WordReader reader, int rows, int columns, string name) =>
        [.. Enumerable.Range(0, rows).Select(_ => reader.Row(columns, name))];
}
