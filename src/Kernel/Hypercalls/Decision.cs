using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <summary>acm_op getdecision: what the policy says about a pair of labels.</summary>
public static class Decision
{
    /// <summary>The pair is named by ssidref.</summary>
    public const uint BySsidref = 1;

    /// <summary>The pair is named by domain id.</summary>
    public const uint ByDomain = 2;

    /// <summary>Hook: may two VM labels share?</summary>
    public const uint Sharing = 1;

    /// <summary>Hook: may a VM label use a resource label?</summary>
    public const uint Authorization = 2;

    /// <summary>Hook: may one more domain of the first label run, by the Chinese Wall?</summary>
    public const uint ConflictSet = 3;

    /// <summary>ACM_ACCESS_PERMITTED.</summary>
    public const uint Permitted = 0;

    /// <summary>ACM_ACCESS_DENIED, -111 as 32 bits.</summary>
    public const uint Refused = 0xffff_ff91;

    private const uint Unknown = 0xffff_ffff;

    /// <summary>
    /// Answers for a pair that contains the caller's own label; for a resource, also for a domain's label with which
    /// the caller's may share: a device domain asks on behalf of the domain that it serves. Others need privilege.
    /// An unknown label is refused like any other that the policy does not permit.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="by1">
    /// How the first of the pair is named, <see cref="BySsidref"/> or <see cref="ByDomain"/>; else -EINVAL.
    /// </param>
    /// <param name="id1">Its name: -ESRCH for a domain that does not exist.</param>
    /// <param name="by2">How the second is named.</param>
    /// <param name="id2">Its name.</param>
    /// <param name="hook">
    /// The question, <see cref="Sharing"/>, <see cref="Authorization"/> or <see cref="ConflictSet"/>; else -ENOSYS.
    /// </param>
    /// <param name="decision"><see cref="Permitted"/> or <see cref="Refused"/>; also refused on error.</param>
    /// <returns>0, or -EPERM when the pair is not the caller's business.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long GetDecision(
        ref State s, uint caller, uint by1, uint id1, uint by2, uint id2, uint hook, out uint decision)
    {
        decision = Refused;
        if (hook != Sharing && hook != Authorization && hook != ConflictSet)
            return Errno.NoSuchCall;

        long result = Row(ref s, caller, by1, id1, out uint row1);
        if (result < 0)
            return result;
        result = Row(ref s, caller, by2, id2, out uint row2);
        if (result < 0)
            return result;
        if (s.Domains[(int)caller].Privileged == 0
            && !Concerns(ref s, caller, row1, hook) && !Concerns(ref s, caller, row2, hook))
            return Errno.NotPermitted;

        bool same = by1 == ByDomain && by2 == ByDomain
            && DomainIds.Resolve(caller, id1) == DomainIds.Resolve(caller, id2);
        if (hook == Sharing ? same || MayShare(ref s.Monitor, row1, row2)
            : hook == ConflictSet ? MayRun(ref s.Monitor, row1)
            : MayAccess(ref s.Monitor, row1, row2))
            decision = Permitted;
        else
            Audit.LabelDenied(ref s, caller, row1, row2, Hook.GetDecision);

        return Errno.Okay;
    }

    private static bool MayShare(ref MonitorState m, uint a, uint b) =>
        ReferenceMonitor.IsVmLabel(ref m, a) && ReferenceMonitor.IsVmLabel(ref m, b)
        && ReferenceMonitor.MayShare(ref m, a, b);

    private static bool MayRun(ref MonitorState m, uint label) =>
        ReferenceMonitor.IsVmLabel(ref m, label) && ChineseWall.MayRun(ref m, label);

    /// <summary>The pair is a VM label and a resource label, in either order.</summary>
    private static bool MayAccess(ref MonitorState m, uint a, uint b) =>
        ReferenceMonitor.MayAccess(ref m, a, b) || ReferenceMonitor.MayAccess(ref m, b, a);

    private static bool Concerns(ref State s, uint caller, uint row, uint hook)
    {
        uint own = Label.Of(ref s, caller);
        return row == own
            || (hook == Authorization && ReferenceMonitor.IsVmLabel(ref s.Monitor, row)
                && ReferenceMonitor.MayShare(ref s.Monitor, own, row));
    }

    /// <summary>The row of the label table that an id names; -ESRCH for no domain, -EINVAL for no way to name one.</summary>
    internal static long NamedLabel(ref State s, uint caller, uint by, uint id)
    {
        long result = Row(ref s, caller, by, id, out uint row);
        return result < 0 ? result : row;
    }

    /// <summary>
    /// The row of the label table that an id names. An ssidref on the wire has the row in both halves; of a resource,
    /// ACM's tools left the low half 0, the Chinese Wall having no rows for resources.
    /// </summary>
    private static long Row(ref State s, uint caller, uint by, uint id, out uint row)
    {
        row = Unknown;
        if (by == ByDomain)
        {
            uint domain = DomainIds.Resolve(caller, id);
            if (!DomainIds.Exists(ref s, domain))
                return Errno.NoDomain;

            row = Label.Of(ref s, domain);
            return Errno.Okay;
        }

        if (by != BySsidref)
            return Errno.Invalid;

        uint high = id >> 16;
        uint low = id & 0xffff;
        if (low == high || (low == 0 && ReferenceMonitor.IsResource(ref s.Monitor, high)))
            row = high;

        return Errno.Okay;
    }
}
