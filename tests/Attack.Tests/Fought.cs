using System.Globalization;

namespace Verified.Attack.Tests;

/// <summary>
/// The battle that the tests look at. <c>VERIFIED_ATTACKS</c> says how many calls (make soak: 1 million),
/// <c>VERIFIED_SEED</c> which.
/// </summary>
public sealed class Fought : IDisposable
{
    private const int Usual = 12_000;

    private static readonly string[] Labels = ["OrderWeb", "OrderDatabase", "Advertising", "VDiskServer"];

    private readonly Battle _battle;

    public Fought()
    {
        Calls = (int)Number("VERIFIED_ATTACKS", Usual) / Labels.Length;
        Seed = Number("VERIFIED_SEED", 1);
        _battle = new(Seed * 1000, Calls, Labels, "Computing");
        (Start, End) = _battle.Run();
        Deeds = [.. _battle.Attackers.SelectMany(domain => Deed.Of(End, domain))];
    }

    /// <summary>Calls of each attacker.</summary>
    internal int Calls { get; }

    /// <summary>Number of attackers: domains 1 and up.</summary>
    internal static int Attackers => Labels.Length;

    /// <summary>Decides what they do.</summary>
    internal ulong Seed { get; }

    /// <summary>The machine before the first call.</summary>
    internal Dump Start { get; }

    /// <summary>The machine after the last one.</summary>
    internal Dump End { get; }

    /// <summary>What the attackers did, one after the other.</summary>
    internal Deed[] Deeds { get; }

    /// <summary>What the machine printed.</summary>
    internal string Console => _battle.Console;

    public void Dispose() => _battle.Dispose();

    private static ulong Number(string variable, ulong usual) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : usual;
}
