using System.Buffers.Binary;
using System.Text;

namespace Verified.Testing;

/// <summary>
/// Builds binary policies, version 4, straight from the description of the format: written apart from both the tool's
/// writer and the kernel's loader, so that it can judge them.
/// </summary>
public sealed class PolicyBytes
{
    /// <summary>Number of Simple Type Enforcement types.</summary>
    public int SteTypes { get; set; }

    /// <summary>Number of Chinese Wall types.</summary>
    public int WallTypes { get; set; }

    /// <summary>For each VM label, its Simple Type Enforcement types.</summary>
    public IReadOnlyList<int[]> VmSte { get; set; } = [];

    /// <summary>For each VM label, its Chinese Wall types; null for a policy without a Chinese Wall.</summary>
    public IReadOnlyList<int[]>? VmWall { get; set; }

    /// <summary>For each resource label, its Simple Type Enforcement types (one, in a valid policy).</summary>
    public IReadOnlyList<int[]> Resources { get; set; } = [];

    /// <summary>The conflict sets.</summary>
    public IReadOnlyList<int[]> Conflicts { get; set; } = [];

    /// <summary>Names of the VM labels, then of the resource labels; null for a file without a names section.</summary>
    public IReadOnlyList<string>? Names { get; set; }

    /// <summary>The file.</summary>
    public byte[] Build()
    {
        List<byte> reference = Padded([.. Words(5), .. "demo\0"u8]);
        List<byte> wall = VmWall is null ? [] : WallBlock(VmWall);
        List<byte> ste = SteBlock();
        List<byte> names = NamesSection();
        int first = 60 + reference.Count;
        int second = first + (VmWall is null ? ste.Count : wall.Count);
        int length = first + wall.Count + ste.Count + names.Count;
        (int primary, int secondary) = VmWall is null ? (2, 0) : (1, 2);
        return
        [
            .. Words(0x0001debc, 4, length, 60, primary, first, secondary, second, 1, 0), .. new byte[20],
            .. reference, .. wall, .. ste, .. names,
        ];
    }

    private List<byte> WallBlock(IReadOnlyList<int[]> rows) => Padded(
    [
        .. Words(1, 1, WallTypes, rows.Count, Conflicts.Count, 36, 36 + 2 * WallTypes * rows.Count, 0, 0),
        .. Matrix(rows, WallTypes), .. Matrix(Conflicts, WallTypes),
    ]);

    private List<byte> SteBlock() => Padded(
    [
        .. Words(1, 2, SteTypes, VmSte.Count + Resources.Count, 20),
        .. Matrix(VmSte, SteTypes), .. Matrix(Resources, SteTypes),
    ]);

    private List<byte> NamesSection()
    {
        if (Names is null)
            return [];

        IEnumerable<string> all =
        [
            .. Names,
            .. Enumerable.Range(0, SteTypes).Select(type => $"ste{type}"),
            .. Enumerable.Range(0, VmWall is null ? 0 : WallTypes).Select(type => $"cw{type}"),
            .. Enumerable.Range(0, VmWall is null ? 0 : Conflicts.Count).Select(set => $"set{set}"),
        ];
        return [.. Words(VmSte.Count), .. all.SelectMany(Text)];
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. Words(bytes.Length), .. bytes];
    }

    private static IEnumerable<byte> Matrix(IReadOnlyList<int[]> rows, int columns) =>
        rows.SelectMany(row => Enumerable.Range(0, columns).SelectMany(
            column => new byte[] { 0, row.Contains(column) ? (byte)1 : (byte)0 }));

    private static byte[] Words(params int[] words)
    {
        byte[] bytes = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }

    private static List<byte> Padded(List<byte> bytes)
    {
        while (bytes.Count % 8 != 0)
            bytes.Add(0);
        return bytes;
    }
}
