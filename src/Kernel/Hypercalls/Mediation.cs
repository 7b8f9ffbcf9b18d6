using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>
/// The one place at which handlers ask the reference monitor about two domains, and denials are logged.
/// </summary>
public static class Mediation
{
    /// <summary>
    /// Whether two existing domains may begin to share, by the policy in force; while a change looks at the sharing
    /// that there is, by the staged one too. Both ends the same domain: always. A denial is logged; nothing else
    /// changes.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The domain that called, for the log.</param>
    /// <param name="a">One end, below Limits.Domains.</param>
    /// <param name="b">The other end, below Limits.Domains.</param>
    /// <param name="hook">Where the question was asked, one of <see cref="Hook"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShare(ref State s, uint caller, uint a, uint b, uint hook)
    {
        if (hook == Hook.AllocUnbound || hook == Hook.BindInterdomain)
            s.Log.ChannelQuestions++;
        else
            s.Log.GrantQuestions++;
        if (a == b)
            return true;
        if (ReferenceMonitor.MayShare(ref s.Monitor, Label.Of(ref s, a), Label.Of(ref s, b))
            && (s.Monitor.Change.Phase != ChangePhase.Scanning || MayShareStaged(ref s, a, b)))
            return true;

        Audit.Denied(ref s, caller, a, b, hook);
        return false;
    }

    /// <summary>Whether two domains may share once the change that is under way is committed.</summary>
    /// <param name="s">The state.</param>
    /// <param name="a">One domain, below Limits.Domains.</param>
    /// <param name="b">The other, below Limits.Domains.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool MayShareStaged(ref State s, uint a, uint b)
    {
        ref Labelling labelling = ref Staged.Labelling(ref s.Monitor);
        ref PolicyTables policy = ref Staged.Policy(ref s.Monitor);
        uint x = labelling.Ssidref[(int)a];
        uint y = labelling.Ssidref[(int)b];
        return a == b || (x < policy.LabelCount && y < policy.LabelCount && ReferenceMonitor.MayShare(ref policy, x, y));
    }
}
