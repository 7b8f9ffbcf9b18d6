using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// The audit log of denials: bounded, and rationed per domain so that a domain that floods it cannot hide what others
/// do. It stands outside the rule that an error leaves the state as it was.
/// </summary>
public static class Audit
{
    /// <summary>How many denials of a domain may be logged until its allowance is renewed.</summary>
    public const uint Allowance = 32;

    /// <summary>In <see cref="Denial.Target"/>: no domain (a question about labels).</summary>
    public const uint NoDomain = 0xffff;

    /// <summary>Logs that two domains were denied to share, with the labels of both.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The domain that called, whose allowance pays, below Limits.Domains.</param>
    /// <param name="a">The caller, or the domain for which it acted, below Limits.Domains.</param>
    /// <param name="b">The other domain, below Limits.Domains.</param>
    /// <param name="hook">One of <see cref="Hook"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Denied(ref State s, uint caller, uint a, uint b, uint hook)
    {
        if (Mediation.IsOfChannel(hook))
            s.Log.ChannelDenials++;
        else
            s.Log.GrantDenials++;
        if (!TryReserve(ref s, caller, out uint place))
            return;

        ref Denial entry = ref s.Log.Ring[(int)place];
        entry.Caller = (ushort)a;
        entry.Target = (ushort)b;
        entry.CallerLabel = Label.Of(ref s, a);
        entry.TargetLabel = Label.Of(ref s, b);
        entry.Hook = hook;
    }

    /// <summary>Logs a denial in which a label is asked about that no domain carries.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The domain that called, whose allowance pays, below Limits.Domains.</param>
    /// <param name="callerLabel">The caller's label, or the first of the pair that was asked about.</param>
    /// <param name="targetLabel">The label that was asked for, as far as it fits 16 bits.</param>
    /// <param name="hook">One of <see cref="Hook"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void LabelDenied(ref State s, uint caller, uint callerLabel, uint targetLabel, uint hook)
    {
        if (!TryReserve(ref s, caller, out uint place))
            return;

        ref Denial entry = ref s.Log.Ring[(int)place];
        entry.Caller = (ushort)caller;
        entry.Target = (ushort)NoDomain;
        entry.CallerLabel = (ushort)callerLabel;
        entry.TargetLabel = (ushort)targetLabel;
        entry.Hook = hook;
    }

    /// <summary>Counts a denial and finds its place in the ring; false when it is dropped.</summary>
    private static bool TryReserve(ref State s, uint caller, out uint place)
    {
        place = s.Log.Written & (Limits.DenialLog - 1);
        ref Domain domain = ref s.Domains[(int)caller];
        domain.Denials++;
        if (domain.LogAllowance == 0 || s.Log.Written - s.Log.Taken >= Limits.DenialLog)
        {
            s.Log.Dropped++;
            return false;
        }

        domain.LogAllowance--;
        s.Log.Written++;
        return true;
    }

    /// <summary>Takes the oldest denial out of the log; false when there is none.</summary>
    public static bool TryTake(ref State s, out Denial denial)
    {
        denial = default;
        if (s.Log.Written == s.Log.Taken)
            return false;

        denial = s.Log.Ring[(int)(s.Log.Taken & (Limits.DenialLog - 1))];
        s.Log.Taken++;
        return true;
    }

    /// <summary>Renews every domain's allowance; the machine calls it at a fixed rate.</summary>
    public static void Renew(ref State s)
    {
        for (int d = 0; d < Limits.Domains; d++)
            s.Domains[d].LogAllowance = Allowance;
    }
}
