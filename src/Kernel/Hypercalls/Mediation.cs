using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>
/// The one place at which handlers ask the reference monitor about two domains, and denials are logged.
/// </summary>
public static class Mediation
{
    /// <summary>
    /// Whether two existing domains may share, by the policy in force. Both ends the same domain: always. A denial
    /// is logged; nothing else changes.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The domain that called, for the log.</param>
    /// <param name="a">One end, below Limits.Domains.</param>
    /// <param name="b">The other end, below Limits.Domains.</param>
    /// <param name="hook">Where the question was asked, one of <see cref="Hook"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayShare(ref State s, uint caller, uint a, uint b, uint hook)
    {
        if (a == b || ReferenceMonitor.MayShare(ref s.Monitor, Label.Of(ref s, a), Label.Of(ref s, b)))
            return true;

        Audit.Denied(ref s, caller, a, b, hook);
        return false;
    }
}
