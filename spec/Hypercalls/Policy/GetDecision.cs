namespace Verified.Spec;

/// <summary>How acm_op getdecision names a label, what it asks and what it answers (Xen's ACM, acm_ops.h).</summary>
public static class Decision
{
    /// <summary>By its number on the wire: in both halves of 32 bits, of a resource also in the upper half alone.</summary>
    public const ulong BySsidref = 1;

    /// <summary>By a domain that carries it.</summary>
    public const ulong ByDomain = 2;

    /// <summary>May two labels share?</summary>
    public const ulong Sharing = 1;

    /// <summary>May a label access a resource?</summary>
    public const ulong Authorization = 2;

    /// <summary>May one more domain of the first label run, by the Chinese Wall?</summary>
    public const ulong ConflictSet = 3;

    /// <summary>Yes.</summary>
    public const ulong Permitted = 0;

    /// <summary>No: -111, in 32 bits.</summary>
    public const ulong Denied = 0xffff_ff91;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// acm_op getdecision: outputs what the policy says of two labels. Unless privileged, a domain may ask only about
    /// its own label and, about a resource, for a label with which its own may share: a device domain asks on behalf
    /// of the domain that it serves.
    /// </summary>
    public Outcome GetDecision(
        SystemState state, TWord caller, TWord by1, TWord id1, TWord by2, TWord id2, TWord hook)
    {
        var call = new Attempt(state);
        TBool isSharing = hook == Decision.Sharing;
        TBool isConflict = hook == Decision.ConflictSet;
        call.Require(isSharing | isConflict | hook == Decision.Authorization, Errno.NoSystemCall);
        TWord label1 = NamedLabel(call, state, caller, by1, id1);
        TWord label2 = NamedLabel(call, state, caller, by2, id2);
        TWord own = LabelOf(state, caller);
        TBool isOwn = label1 == own | label2 == own;
        TBool isServed = LabelsMayShare(state, own, label1) | LabelsMayShare(state, own, label2);
        call.Require(IsPrivileged(state, caller) | isOwn | (hook == Decision.Authorization & isServed), Errno.Perm);

        TBool isSameDomain = by1 == Decision.ByDomain & by2 == Decision.ByDomain
            & Resolve(id1, caller) == Resolve(id2, caller);
        TBool mayShare = isSameDomain | LabelsMayShare(state, label1, label2);
        TBool mayAccess = MayAccess(state, label1, label2) | MayAccess(state, label2, label1);
        TBool mayRun = IsLabel(state, label1) & MayStart(state, label1);
        TBool permitted = TBool.If(isSharing, mayShare, TBool.If(isConflict, mayRun, mayAccess));
        return call.Succeed(Number(0), state) with
        {
            Outputs = [If(permitted, Number(Decision.Permitted), Number(Decision.Denied))],
        };
    }

    /// <summary>The label that is named, or no label's number.</summary>
    private TWord NamedLabel(Attempt call, SystemState state, TWord caller, TWord by, TWord id)
    {
        TBool byDomain = by == Decision.ByDomain;
        TWord domain = Resolve(id, caller);
        call.Require(!byDomain | Exists(state, domain), Errno.Search);
        call.Require(byDomain | by == Decision.BySsidref, Errno.Invalid);

        TWord upper = id >> 16;
        TWord lower = id & 0xffff;
        TBool isWellFormed = upper == lower | (lower == 0 & IsResource(state, upper));
        return If(byDomain, LabelOf(state, domain), If(isWellFormed, upper, Number(ulong.MaxValue)));
    }
}
