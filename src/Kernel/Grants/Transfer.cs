using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>GNTTABOP_transfer.</content>
public static partial class GrantTable
{
    /// <summary>
    /// Gives a frame of RAM, with what it holds, to another domain, at the guest frame number that the domain's entry
    /// names. Xen never lets this succeed for PVH guests; here it is the one way in which a frame changes its owner and
    /// keeps its contents. The caller's TLB is flushed before it runs again.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="gfn">Where the caller has the frame: RAM that nobody else sees.</param>
    /// <param name="dom">The receiver, another domain.</param>
    /// <param name="reference">The receiver's entry: GTF_accept_transfer, from the caller, not yet used.</param>
    /// <returns>0 or one of <see cref="GrantStatus"/>, which leaves everything as it was.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Transfer(ref State s, uint caller, ulong gfn, uint dom, uint reference)
    {
        uint receiver = DomainIds.Resolve(caller, dom);
        if (receiver == caller || !DomainIds.Exists(ref s, receiver))
            return GrantStatus.BadDomain;
        if (!Mediation.MayShare(ref s, caller, caller, receiver, Hook.GrantTransfer))
            return GrantStatus.PermissionDenied;

        long number = OwnRam(ref s, caller, gfn);
        if (number < 0)
            return number;

        if (FramePool.IsHeld(ref s, (uint)number))
            return GrantStatus.BadPage;
        if (reference >= Limits.GrantReferences)
            return GrantStatus.BadReference;

        ref Domain to = ref s.Domains[(int)receiver];
        if (InUse(ref s, receiver, reference) || to.OwnedFrames >= to.MaximumFrames)
            return GrantStatus.GeneralError;

        long place = Accept(ref s, caller, receiver, reference);
        if (place < 0)
            return place;

        s.Leaves[(int)caller][(int)gfn] = 0;
        s.Domains[(int)caller].FlushOwed = 1;
        FrameClaims.GiveUpOne(ref s, ref s.Domains[(int)caller]);
        to.OwnedFrames++;
        ref Frame frame = ref s.Frames[(int)number];
        frame.Owner = (ushort)receiver;
        frame.Index = (uint)place;
        s.Leaves[(int)receiver][(int)place] = ((ulong)number << Leaf.FrameShift)
            | (LeafKind.Ram << Leaf.KindShift) | Leaf.Present | Leaf.Writable;
        return GrantStatus.Okay;
    }

    /// <summary>
    /// Checks the receiver's entry, read once, and marks it as used. Returns the guest frame number that it names,
    /// where nothing is, or a status that leaves everything as it was.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Accept(ref State s, uint caller, uint receiver, uint reference)
    {
        uint table = s.Domains[(int)receiver].GrantFrame;
        ulong entry = FrameMemory.Read64(ref s, table, reference * GrantEntry.Size);
        uint place = GrantEntry.Gfn(entry);
        if (((uint)entry & (GrantEntry.TypeMask | GrantEntry.Transferred)) != GrantEntry.AcceptTransfer
            || GrantEntry.Grantee(entry) != caller || place >= Limits.GuestFrames)
            return GrantStatus.GeneralError;
        if (s.Leaves[(int)receiver][(int)place] != 0)
            return GrantStatus.GeneralError;
        if (!FrameMemory.CompareExchange64(
                ref s, table, reference * GrantEntry.Size, entry, entry | GrantEntry.Transferred))
            return GrantStatus.GeneralError;

        return place;
    }
}
