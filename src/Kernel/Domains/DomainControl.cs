using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>What domain 0 does with domains that exist.</content>
public static partial class DomainControl
{
    /// <summary>XEN_DOMCTL_pausedomain: the domain does not run until it is unpaused.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EPERM unless it is privileged.</param>
    /// <param name="dom">Which: -ESRCH unless it exists, -EINVAL for the caller itself.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long PauseDomain(ref State s, uint caller, uint dom) => SetPaused(ref s, caller, dom, 1);

    /// <summary>XEN_DOMCTL_unpausedomain.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EPERM unless it is privileged.</param>
    /// <param name="dom">Which: -ESRCH unless it exists, -EINVAL for the caller itself.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long UnpauseDomain(ref State s, uint caller, uint dom) => SetPaused(ref s, caller, dom, 0);

    /// <summary>
    /// XEN_DOMCTL_max_mem: how much RAM a domain may own; so much is set aside for it. Below what it owns now, it gets
    /// nothing more until it has given back enough: as on Xen, the limit does not take anything away.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EPERM unless it is privileged.</param>
    /// <param name="dom">Which: -ESRCH unless it exists.</param>
    /// <param name="kib">
    /// KiB; less than a page's worth is not counted. -ENOMEM for more than it has a claim to now and nobody has a claim
    /// to, together (Xen answers so to a claim, XENMEM_claim_pages, and promises here what there is not).
    /// </param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long MaxMem(ref State s, uint caller, uint dom, ulong kib)
    {
        const int KibAFrame = 2;
        long error = MayControl(ref s, caller, dom);
        if (error != Errno.Okay)
            return error;

        ref Domain domain = ref s.Domains[(int)DomainIds.Resolve(caller, dom)];
        ulong frames = kib >> KibAFrame;
        ulong wanted = frames > domain.OwnedFrames ? frames : domain.OwnedFrames;
        ulong most = FrameClaims.Of(ref domain) + s.Unclaimed;
        if (wanted > most)
            return Errno.NoMemory;

        s.Unclaimed = (uint)(most - wanted);
        domain.MaximumFrames = (uint)frames;
        return Errno.Okay;
    }

    /// <summary>
    /// XEN_DOMCTL_getdomaininfo: which is the first domain from an id on, dying ones included.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EPERM unless it is privileged.</param>
    /// <param name="dom">The id to begin at; -ESRCH when no domain has it or a higher one.</param>
    /// <param name="info">What is found; all 0 on error.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long GetDomainInfo(ref State s, uint caller, uint dom, out DomainInfo info)
    {
        info.Domain = 0;
        info.OwnedFrames = 0;
        info.MaximumFrames = 0;
        if (s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;

        uint id = FirstInUse(ref s, DomainIds.Resolve(caller, dom));
        if (id >= Limits.Domains)
            return Errno.NoDomain;

        ref Domain domain = ref s.Domains[(int)id];
        info.Domain = id;
        info.OwnedFrames = domain.OwnedFrames;
        info.MaximumFrames = domain.MaximumFrames;
        return Errno.Okay;
    }

    /// <summary>The first id in use that is not below another; Limits.Domains when there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint FirstInUse(ref State s, uint first)
    {
        // From 0 on, so that the rounds are known before it runs.
        for (uint id = 0; id < Limits.Domains; id++)
        {
            if (id >= first && s.Domains[(int)id].Status != DomainStatus.Free)
                return id;
        }

        return Limits.Domains;
    }

    private static long SetPaused(ref State s, uint caller, uint dom, byte paused)
    {
        long error = MayControl(ref s, caller, dom);
        if (error != Errno.Okay)
            return error;

        uint domain = DomainIds.Resolve(caller, dom);
        if (domain == caller)
            return Errno.Invalid;

        s.Vcpus[(int)domain].Paused = paused;
        // The scheduler looks at it: it may run, or leave its sight.
        s.Woken = s.Woken | (1UL << (int)domain);
        return Errno.Okay;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long MayControl(ref State s, uint caller, uint dom)
    {
        if (s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;

        return DomainIds.Exists(ref s, DomainIds.Resolve(caller, dom)) ? Errno.Okay : Errno.NoDomain;
    }
}
