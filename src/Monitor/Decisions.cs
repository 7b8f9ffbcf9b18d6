using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>
/// The decision cache: a permission that was given once is found again in one look. It is emptied wherever the answer
/// may change: when a change of the policy or of labels takes effect, and when a domain is gone.
/// </summary>
public static class Decisions
{
    /// <summary>Whether it is remembered that two domains may share under what is in force.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="a">A domain, below Limits.Domains.</param>
    /// <param name="b">A domain, below Limits.Domains.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsRemembered(ref MonitorState m, uint a, uint b) =>
        ((m.Decisions[(int)a] >> (int)b) & 1) != 0;

    /// <summary>Remembers that two domains, which exist, may share under what is in force.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="a">A domain, below Limits.Domains.</param>
    /// <param name="b">A domain, below Limits.Domains.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remember(ref MonitorState m, uint a, uint b) => m.Decisions[(int)a] |= 1UL << (int)b;

    /// <summary>Forgets every decision.</summary>
    public static void Forget(ref MonitorState m)
    {
        for (int d = 0; d < Limits.Domains; d++)
            m.Decisions[d] = 0;
    }

    /// <summary>Forgets every decision about a domain.</summary>
    /// <param name="m">The monitor's state.</param>
    /// <param name="domain">The domain, below Limits.Domains.</param>
    public static void Forget(ref MonitorState m, uint domain)
    {
        m.Decisions[(int)domain] = 0;
        ulong others = ~(1UL << (int)domain);
        for (int d = 0; d < Limits.Domains; d++)
            m.Decisions[d] &= others;
    }
}
