using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>
/// Stands in for src/Kernel/Hypercalls/Mediation.cs: what Xen 3.1's ACM asked. Hooks were on alloc_unbound,
/// bind_interdomain and map_grant_ref only (and on domain create and destroy); whoever was permitted was remembered.
/// </summary>
public static class Mediation
{
    /// <summary>Whether ACM lets two domains begin to share: by its cache, or else by the policy.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The domain that called, for the log.</param>
    /// <param name="a">One end, below Limits.Domains.</param>
    /// <param name="b">The other end, below Limits.Domains.</param>
    /// <param name="hook">Where the question was asked, one of <see cref="Hook"/>.</param>
    public static bool MayShare(ref State s, uint caller, uint a, uint b, uint hook) =>
        IsKnown(ref s, a, b, hook) || Decide(ref s, caller, a, b, hook);

    /// <summary>The first half: whether nobody asks, or the answer is remembered.</summary>
    public static bool IsKnown(ref State s, uint a, uint b, uint hook)
    {
        bool isHooked = hook == Hook.AllocUnbound || hook == Hook.BindInterdomain || hook == Hook.MapGrantRef;
        return !isHooked || a == b || Decisions.IsRemembered(ref s.Monitor, a, b);
    }

    /// <summary>The other half: the policy is looked at, and a yes remembered at once, whatever becomes of the call.</summary>
    public static bool Decide(ref State s, uint caller, uint a, uint b, uint hook)
    {
        if (ReferenceMonitor.MayShare(ref s.Monitor, Label.Of(ref s, a), Label.Of(ref s, b)))
        {
            Decisions.Remember(ref s.Monitor, a, b);
            return true;
        }

        Audit.Denied(ref s, caller, a, b, hook);
        return false;
    }

    /// <summary>Nothing: it is remembered already.</summary>
    public static void Remember(ref State s, uint a, uint b)
    {
    }

    /// <summary>Whether two domains may share by the staged policy: what a change looks at.</summary>
    /// <param name="s">The state.</param>
    /// <param name="a">One domain, below Limits.Domains.</param>
    /// <param name="b">The other, below Limits.Domains.</param>
    public static bool MayShareStaged(ref State s, uint a, uint b)
    {
        ref Labelling labelling = ref Staged.Labelling(ref s.Monitor);
        ref PolicyTables policy = ref Staged.Policy(ref s.Monitor);
        return a == b
            || ReferenceMonitor.MayShare(ref policy, labelling.Ssidref[(int)a], labelling.Ssidref[(int)b]);
    }

    /// <summary>Whether a question at a hook is about a channel; else it is about memory.</summary>
    internal static bool IsOfChannel(uint hook) => hook == Hook.AllocUnbound || hook == Hook.BindInterdomain;
}
