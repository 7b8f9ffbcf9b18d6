namespace Verified.Kernel;

/// <content>What domain 0 puts into paused domains and takes out of them.</content>
public static partial class DomctlCall
{
    /// <summary>
    /// load_memory and save_memory: { u64 gpfn, u64 address }. One page of a paused domain's RAM; the caller's page begins
    /// at a page boundary and is its own.
    /// </summary>
    private static long OfMemory(
        ref State s, uint caller, ref HypercallRequest request, ref GuestBuffer argument, uint domain, bool loads)
    {
        ulong gfn = argument.Read64(ref s, Union);
        ulong address = argument.Read64(ref s, Union + 8);
        if ((address & (FrameMemory.FrameSize - 1)) != 0)
            return Errno.Invalid;

        uint frame = GuestPageWalk.Translate(ref s, caller, ref request.Mode, address, GuestAccess.WriteOwn);
        if (frame == GuestPageWalk.Fault)
            return Errno.BadAddress;

        return loads
            ? DomainControl.LoadMemory(ref s, caller, domain, gfn, frame)
            : DomainControl.SaveMemory(ref s, caller, domain, gfn, frame);
    }

    /// <summary>
    /// set_vcpu_context and get_vcpu_context: { u64 address }. The context (<see cref="VcpuContext"/>) lies in one page of
    /// the caller's own.
    /// </summary>
    private static long OfContext(
        ref State s, uint caller, ref HypercallRequest request, ref GuestBuffer argument, ref CallEffect effect,
        uint domain, bool sets)
    {
        ulong address = argument.Read64(ref s, Union);
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, address, VcpuContext.Size, sets ? GuestAccess.Read : GuestAccess.WriteOwn,
                out effect.Buffer))
            return Errno.BadAddress;

        long result = sets
            ? DomainControl.SetContext(ref s, caller, domain)
            : DomainControl.GetContext(ref s, caller, domain);
        if (result == Errno.Okay)
        {
            effect.Kind = sets ? EffectKind.SetContext : EffectKind.GetContext;
            effect.Length = DomainIds.Resolve(caller, domain);
        }

        return result;
    }
}
