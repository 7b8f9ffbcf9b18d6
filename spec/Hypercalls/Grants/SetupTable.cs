namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// GNTTABOP_setup_table, one frame: outputs the guest frame number of a domain's grant table, all ones if it was
    /// put nowhere. The result is a <see cref="GrantStatus"/>. Another domain's needs privilege and the monitor.
    /// </summary>
    public Outcome SetupTable(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        TWord domain = Resolve(dom, caller);
        call.Require(domain == caller | IsPrivileged(state, caller), GrantStatus.PermissionDenied);
        call.Require(Exists(state, domain), GrantStatus.BadDomain);
        call.Require(MayShare(state, caller, domain), GrantStatus.PermissionDenied);

        TWord gfn = state[Frames.Index, state[Domains.GrantFrame, domain]];
        return call.Succeed(Number(GrantStatus.Okay), state) with
        {
            Outputs = [If(gfn == FrameState.NoGfn, Number(ulong.MaxValue), gfn)],
        };
    }
}
