using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>What a domain owns and may own; giving RAM back.</content>
public static partial class PhysicalMap
{
    /// <summary>
    /// XENMEM_decrease_reservation, one extent of one frame: RAM goes back to the pool, cleared. The domain owes a flush
    /// and runs no more before that is done, so that the frame can be handed on at once.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">Whose: its own, or -EPERM unless privileged, -ESRCH unless it exists.</param>
    /// <param name="gfn">Where the RAM stands; -EINVAL when none is there.</param>
    /// <returns>0; -EBUSY while others see the frame, a grant of it is in use, or it is registered.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long DecreaseReservation(ref State s, uint caller, uint dom, ulong gfn)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        if (!DomainIds.Exists(ref s, domain))
            return Errno.NoDomain;
        if (gfn >= Limits.GuestFrames)
            return Errno.Invalid;

        ref ulong leaf = ref s.Leaves[(int)domain][(int)gfn];
        if (Leaf.Kind(leaf) != LeafKind.Ram)
            return Errno.Invalid;

        uint frame = Leaf.MachineFrame(leaf);
        if (FramePool.IsHeld(ref s, frame) || !FramePool.TryReturn(ref s, frame))
            return Errno.Busy;

        leaf = 0;
        ref Domain owner = ref s.Domains[(int)domain];
        owner.FlushOwed = 1;
        FrameClaims.GiveUpOne(ref s, ref owner);
        return Errno.Okay;
    }

    /// <summary>
    /// XENMEM_increase_reservation gives nothing: RAM of a guest with nested paging always stands at a guest frame
    /// number, which this call does not name.
    /// </summary>
    /// <returns>0, the number of extents.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long IncreaseReservation() => 0;

    /// <summary>XENMEM_current_reservation: the frames of RAM that a domain owns.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">Whose: its own, or -EPERM unless privileged, -ESRCH unless it exists.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long CurrentReservation(ref State s, uint caller, uint dom)
    {
        long error = MayAsk(ref s, caller, dom);
        return error != Errno.Okay ? error : s.Domains[(int)DomainIds.Resolve(caller, dom)].OwnedFrames;
    }

    /// <summary>XENMEM_maximum_reservation: the frames of RAM that a domain may own.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">Whose: its own, or -EPERM unless privileged, -ESRCH unless it exists.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long MaximumReservation(ref State s, uint caller, uint dom)
    {
        long error = MayAsk(ref s, caller, dom);
        return error != Errno.Okay ? error : s.Domains[(int)DomainIds.Resolve(caller, dom)].MaximumFrames;
    }

    /// <summary>XENMEM_maximum_gpfn: the last guest frame number of a domain's space; none in use is higher.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="dom">Whose: its own, or -EPERM unless privileged, -ESRCH unless it exists.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long MaximumGpfn(ref State s, uint caller, uint dom)
    {
        long error = MayAsk(ref s, caller, dom);
        return error != Errno.Okay ? error : Limits.GuestFrames - 1;
    }

    /// <summary>XENMEM_memory_map: one range of RAM, from 0 on, as large as the domain may become.</summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="bytes">Its size.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long MemoryMap(ref State s, uint caller, out ulong bytes)
    {
        uint frames = s.Domains[(int)caller].MaximumFrames;
        bytes = (ulong)(frames < Limits.GuestFrames ? frames : Limits.GuestFrames) << Leaf.FrameShift;
        return Errno.Okay;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long MayAsk(ref State s, uint caller, uint dom)
    {
        uint domain = DomainIds.Resolve(caller, dom);
        if (domain != caller && s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;

        return DomainIds.Exists(ref s, domain) ? Errno.Okay : Errno.NoDomain;
    }
}
