namespace Verified.Monitor;

/// <summary>
/// Stands in for src/Monitor/Decisions.cs: ACM's cache. It kept 8 permitted partners of each domain, more than there are
/// domains in the explorer's tables, and nothing but the end of a domain made it forget: a new label or a new policy
/// did not.
/// </summary>
public static class Decisions
{
    /// <summary>Whether a domain's partner is remembered.</summary>
    public static bool IsRemembered(ref MonitorState m, uint a, uint b) => ((m.Decisions[(int)a] >> (int)b) & 1) != 0;

    /// <summary>Remembers a domain's partner.</summary>
    public static void Remember(ref MonitorState m, uint a, uint b) => m.Decisions[(int)a] |= 1UL << (int)b;

    /// <summary>A change of labels or of the policy: nothing is forgotten.</summary>
    public static void Forget(ref MonitorState m)
    {
    }

    /// <summary>A domain is gone: it is forgotten.</summary>
    public static void Forget(ref MonitorState m, uint domain)
    {
        m.Decisions[(int)domain] = 0;
        for (int d = 0; d < Limits.Domains; d++)
            m.Decisions[d] &= ~(1UL << (int)domain);
    }
}
