namespace Verified.Explorer.States;

/// <summary>
/// The parts of which a record is made: one for each domain (its rows of all tables and the words of its shared pages
/// that the interface knows), one for the frames and the rest, one for the monitor. Each is kept once, by number.
/// </summary>
internal static class Groups
{
    /// <summary>How many parts there are.</summary>
    public const int Count = Limits.Domains + 2;

    /// <summary>The pieces of State in each part, in order.</summary>
    public static Piece[][] Pieces { get; } =
        [.. Enumerable.Range(0, Count).Select(group => StateLayout.Pieces.Where(p => Of(p) == group).ToArray())];

    /// <summary>Bytes of each part, the domain's words of guest memory included; a multiple of 8.</summary>
    public static int[] Lengths { get; } =
        [.. Pieces.Select((pieces, group) =>
            (pieces.Sum(p => p.Length) + (group < Limits.Domains ? GuestWords.Count * sizeof(ulong) : 0) + 7) & ~7)];

    private static int Of(Piece piece)
    {
        if (piece.Domain is { } domain) return domain;
        return piece.IsMonitor ? Limits.Domains + 1 : Limits.Domains;
    }
}
