namespace Verified.Verifier.Policies.Binary;

/// <summary>The names of everything in a binary policy, in row order.</summary>
/// <param name="VmLabels">By ssidref; the first is <c>__UNLABELED__</c>.</param>
/// <param name="ResourceLabels">In the order of their rows.</param>
/// <param name="SteTypes">In the order of their columns.</param>
/// <param name="WallTypes">In the order of their columns.</param>
/// <param name="ConflictSets">In the order of their rows; names may repeat.</param>
internal sealed record NameTable(
    string[] VmLabels, string[] ResourceLabels, string[] SteTypes, string[] WallTypes, string[] ConflictSets)
{
    /// <summary>The names for a file without a names section: what is printed is numbers.</summary>
    public static NameTable Numbered(int vmRows, SteMatrix ste, WallMatrices wall)
    {
        RequireRows(vmRows, ste, error: what => new InputException(what + "; compile the policy again"));
        return new(
            [NameRules.Unlabeled, .. Number("ssidref", 1, vmRows - 1)],
            Number("resource", vmRows, ste.Rows.Length - vmRows),
            Number("STE type", 0, ste.Types),
            Number("CW type", 0, wall.Types),
            Number("conflict set", 0, wall.Conflicts.Length));
    }

    /// <summary>Reads the names section.</summary>
    /// <param name="reader">At its start; the section ends where the reader's range does.</param>
    /// <param name="wallRows">VM rows according to the Chinese Wall, or null without one.</param>
    /// <param name="ste">The Simple Type Enforcement block.</param>
    /// <param name="wall">The Chinese Wall block.</param>
    public static NameTable Read(WordReader reader, int? wallRows, SteMatrix ste, WallMatrices wall)
    {
        int start = reader.Position;
        int vmRows = reader.Count(ste.Rows.Length, "named VM labels");
        RequireRows(vmRows, ste, what => reader.Error(start, what));
        if (wallRows is { } rows && rows != vmRows)
            throw reader.Error(start, $"{vmRows} VM labels are named, the Chinese Wall has {rows}");

        string[] vmLabels = ReadNames(reader, vmRows, "VM label", unique: true);
        if (vmLabels[0] != NameRules.Unlabeled)
            throw reader.Error(start, $"ssidref 0 is named {NameRules.Quote(vmLabels[0])}, not {NameRules.Unlabeled}");
        NameTable names = new(
            vmLabels,
            ReadNames(reader, ste.Rows.Length - vmRows, "resource label", unique: true),
            ReadNames(reader, ste.Types, "Simple Type Enforcement type", unique: true),
            ReadNames(reader, wall.Types, "Chinese Wall type", unique: true),
            ReadNames(reader, wall.Conflicts.Length, "conflict set", unique: false));
        return reader.Left == 0 ? names : throw reader.Error($"{reader.Left} bytes follow the last name");
    }

    private static void RequireRows(int vmRows, SteMatrix ste, Func<string, Exception> error)
    {
        if (vmRows == 0)
            throw error("there is no name for ssidref 0");
        if (vmRows > ste.Rows.Length)
            throw error($"{vmRows} VM labels, but Simple Type Enforcement has {ste.Rows.Length} rows");
    }

    private static string[] ReadNames(WordReader reader, int count, string kind, bool unique)
    {
        string[] names = new string[count];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            int at = reader.Position;
            names[i] = reader.CountedText(NameRules.MaxBytes, $"the name of a {kind}");
            if (NameRules.Objection(names[i]) is { } objection)
                throw reader.Error(at, $"{kind} {NameRules.Quote(names[i])} {objection}");
            if (!seen.Add(names[i]) && unique)
                throw reader.Error(at, $"{kind} {NameRules.Quote(names[i])} is named twice");
        }

        return names;
    }

    /// <summary>Digits are padded so that the names sort like the numbers.</summary>
    private static string[] Number(string kind, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => $"{kind} {number:d4}")];
}
