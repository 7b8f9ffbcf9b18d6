using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>The end of domains: a mark, then steps of bounded work until nothing is left.</content>
public static partial class DomainControl
{
    /// <summary>What <see cref="DestroyStep"/> returns when the domain is gone.</summary>
    public const long Gone = 1;

    /// <summary>
    /// XEN_DOMCTL_destroydomain, its begin: the domain is dying from now on, its vCPU stops, and nothing of it is
    /// registered any more. It changes nothing when the domain is dying already.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EPERM unless it is privileged.</param>
    /// <param name="dom">Which: -ESRCH when no domain has the id, -EINVAL for the caller itself.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long DestroyDomain(ref State s, uint caller, uint dom)
    {
        uint id = DomainIds.Resolve(caller, dom);
        if (s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (id >= Limits.Domains)
            return Errno.NoDomain;

        ref Domain domain = ref s.Domains[(int)id];
        if (domain.Status == DomainStatus.Free)
            return Errno.NoDomain;
        if (id == caller)
            return Errno.Invalid;
        if (domain.Status == DomainStatus.Dying)
            return Errno.Okay;

        domain.Status = DomainStatus.Dying;
        ref Vcpu vcpu = ref s.Vcpus[(int)id];
        Release(ref s, ref vcpu);
        vcpu.Run = VcpuRun.Stopped;
        vcpu.PollPort = 0;
        vcpu.Deadline = 0;
        vcpu.InfoFrame = domain.SharedInfoFrame;
        vcpu.InfoOffset = 0;
        vcpu.RunstateFrame = 0;
        vcpu.RunstateNext = 0;
        vcpu.RunstateOffset = 0;
        vcpu.RunstateUsed = 0;
        vcpu.Timer = 0;
        vcpu.Watchdog1 = 0;
        vcpu.Watchdog2 = 0;
        return Errno.Okay;
    }

    /// <summary>The next step of a dying domain's destruction, whichever it is.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain; -EINVAL unless it is dying.</param>
    /// <returns>
    /// 0, or <see cref="Gone"/> after the last step; -EBUSY while domain 0 still sees RAM of the domain.
    /// </returns>
    public static long DestroyStep(ref State s, uint domain)
    {
        if (domain >= Limits.Domains || s.Domains[(int)domain].Status != DomainStatus.Dying)
            return Errno.Invalid;

        uint cursor = s.DestroyCursors[(int)domain];
        if (cursor < DestroyStage.Handles)
            return DestroyPort(ref s, domain);
        if (cursor < DestroyStage.Grants)
            return DestroyMapping(ref s, domain);
        if (cursor < DestroyStage.Leaves)
            return DestroyGrant(ref s, domain);
        if (cursor < DestroyStage.End)
            return DestroyLeaf(ref s, domain);

        long result = DestroyEnd(ref s, domain);
        return result == Errno.Okay ? Gone : result;
    }

    /// <summary>The frames in which something of a vCPU is registered are its owner's to give away again.</summary>
    private static void Release(ref State s, ref Vcpu vcpu)
    {
        const byte Others = 0xff & ~FramePin.VcpuInfo;
        const byte NoRunstate = 0xff & ~FramePin.Runstate;
        s.Frames[(int)(vcpu.InfoFrame & (Limits.Frames - 1))].Pinned &= Others;
        if (vcpu.RunstateUsed == 0)
            return;

        s.Frames[(int)(vcpu.RunstateFrame & (Limits.Frames - 1))].Pinned &= NoRunstate;
        s.Frames[(int)(vcpu.RunstateNext & (Limits.Frames - 1))].Pinned &= NoRunstate;
    }

    /// <summary>Whether a domain's destruction is at a step of some stage.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAt(ref State s, uint domain, uint first, uint end) =>
        domain < Limits.Domains && s.Domains[(int)domain].Status == DomainStatus.Dying
        && s.DestroyCursors[(int)domain] >= first && s.DestroyCursors[(int)domain] < end;
}
