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
    /// changes. What is remembered to be permitted is not decided again.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The domain that called, for the log.</param>
    /// <param name="a">One end, below Limits.Domains.</param>
    /// <param name="b">The other end, below Limits.Domains.</param>
    /// <param name="hook">Where the question was asked, one of <see cref="Hook"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShare(ref State s, uint caller, uint a, uint b, uint hook) =>
        IsKnown(ref s, a, b, hook) || Decide(ref s, caller, a, b, hook);

    /// <summary>
    /// The first half of <see cref="MayShare"/>: whether it is remembered that they may, and no staged policy has a say.
    /// A handler that asks by halves saves no registers on the way that is usual.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsKnown(ref State s, uint a, uint b, uint hook)
    {
        // Not "++": the compiler makes one instruction of this.
        if (IsOfChannel(hook))
            s.Log.ChannelQuestions = s.Log.ChannelQuestions + 1;
        else
            s.Log.GrantQuestions = s.Log.GrantQuestions + 1;
        return Decisions.IsRemembered(ref s.Monitor, a, b) && s.Monitor.Change.Phase != ChangePhase.Scanning;
    }

    /// <summary>The other half: the policy is looked at, out of line.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Decide(ref State s, uint caller, uint a, uint b, uint hook)
    {
        if (IsOfChannel(hook))
            s.Log.ChannelDecisions++;
        else
            s.Log.GrantDecisions++;
        if (a == b)
            return true;
        if (ReferenceMonitor.MayShare(ref s.Monitor, Label.Of(ref s, a), Label.Of(ref s, b))
            && (s.Monitor.Change.Phase != ChangePhase.Scanning || MayShareStaged(ref s, a, b)))
            return true;

        Audit.Denied(ref s, caller, a, b, hook);
        return false;
    }

    /// <summary>
    /// Remembers that two existing domains may share: a call that was let through, and succeeded, says so.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="a">One end, as it was asked about.</param>
    /// <param name="b">The other end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remember(ref State s, uint a, uint b) => Decisions.Remember(ref s.Monitor, a, b);

    /// <summary>Whether a question at a hook is about a channel; else it is about memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsOfChannel(uint hook) => hook == Hook.AllocUnbound || hook == Hook.BindInterdomain;

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
