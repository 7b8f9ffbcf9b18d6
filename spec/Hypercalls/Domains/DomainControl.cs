namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>XEN_DOMCTL_pausedomain: the domain does not run until it is unpaused.</summary>
    public Outcome PauseDomain(SystemState state, TWord caller, TWord dom) =>
        WithPaused(state, caller, dom, 1);

    /// <summary>XEN_DOMCTL_unpausedomain.</summary>
    public Outcome UnpauseDomain(SystemState state, TWord caller, TWord dom) =>
        WithPaused(state, caller, dom, 0);

    /// <summary>
    /// XEN_DOMCTL_max_mem: how many KiB of RAM a domain may own; they are set aside for it. Nobody is promised what is
    /// another's. Below what the domain owns it keeps that, and gets nothing more.
    /// </summary>
    public Outcome MaxMem(SystemState state, TWord caller, TWord dom, TWord kib)
    {
        Attempt call = Control(state, caller, dom);
        TWord domain = Resolve(dom, caller);
        TWord frames = kib >> 2;
        TWord wanted = Larger(frames, state[Domains.OwnedFrames, domain]);
        TWord most = ClaimOf(state, domain) + state[FreeFrames.Unclaimed];
        call.Require(wanted <= most, Errno.NoMemory);
        return call.Succeed(
            Number(0),
            state.With(Domains.MaximumFrames, domain, frames).With(FreeFrames.Unclaimed, most - wanted));
    }

    /// <summary>
    /// XEN_DOMCTL_getdomaininfo: of the first domain from an id on, dying ones included. Outputs its id, its frames,
    /// the most it may own; its label is told too.
    /// </summary>
    public Outcome GetDomainInfo(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        call.Require(IsPrivileged(state, caller), Errno.Perm);
        TWord found = Number(Sizes.Domains);
        for (int i = Sizes.Domains - 1; i >= 0; i--)
            found = If(IsInUse(state, Number(i)) & Number(i) >= Resolve(dom, caller), Number(i), found);
        call.Require(IsDomain(found), Errno.Search);
        return call.Succeed(Number(0), state) with
        {
            Outputs = [found, state[Domains.OwnedFrames, found], state[Domains.MaximumFrames, found]],
        };
    }

    private Outcome WithPaused(SystemState state, TWord caller, TWord dom, ulong paused)
    {
        Attempt call = Control(state, caller, dom);
        TWord domain = Resolve(dom, caller);
        call.Require(domain != caller, Errno.Invalid);
        return call.Succeed(Number(0), state.With(Vcpus.Paused, domain, paused));
    }

    /// <summary>A privileged caller acts on a domain that exists.</summary>
    private Attempt Control(SystemState state, TWord caller, TWord dom)
    {
        var call = new Attempt(state);
        call.Require(IsPrivileged(state, caller), Errno.Perm);
        call.Require(Exists(state, Resolve(dom, caller)), Errno.Search);
        return call;
    }
}
