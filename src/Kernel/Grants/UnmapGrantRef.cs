using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>GNTTABOP_unmap_grant_ref.</content>
public static partial class GrantTable
{
    /// <summary>
    /// Gives up a mapping, or the handle of one that was taken away; the caller's TLB is flushed before it runs again.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="hostAddress">Where it is mapped, as given when it was mapped.</param>
    /// <param name="handle">The handle that the mapping returned.</param>
    /// <returns>0 or one of <see cref="GrantStatus"/>, which leaves everything as it was.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long UnmapGrantRef(ref State s, uint caller, ulong hostAddress, uint handle)
    {
        if (handle >= Limits.MaptrackHandles)
            return GrantStatus.BadHandle;

        ref Mapping mapping = ref s.Mappings[(int)caller][(int)handle];
        if (mapping.Used == HandleUse.Free)
            return GrantStatus.BadHandle;

        uint gfn = mapping.Gfn;
        if (hostAddress != (ulong)gfn << 12)
            return GrantStatus.GeneralError;

        if (mapping.Used == HandleUse.Mapped)
            Unpin(ref s, ref mapping);

        s.Leaves[(int)caller][(int)gfn] = 0;
        s.Domains[(int)caller].FlushOwed = 1;
        mapping.Used = HandleUse.Free;
        mapping.Writable = 0;
        mapping.Granter = 0;
        mapping.Reference = 0;
        mapping.Gfn = 0;
        FreeHandle.Return(ref s, caller, handle);
        return GrantStatus.Okay;
    }

    /// <summary>
    /// A mapping no longer pins its grant; the granter's entry loses the in-use bits that no other mapping justifies.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpin(ref State s, ref Mapping mapping)
    {
        uint granter = mapping.Granter;
        uint reference = mapping.Reference;
        ref ActiveGrant active = ref s.ActiveGrants[(int)granter][(int)reference];
        ulong over = 0;
        if (mapping.Writable != 0)
        {
            active.WritePins--;
            if (active.WritePins == 0)
                over |= GrantEntry.Writing;
        }
        else
        {
            active.ReadPins--;
        }

        ref Frame frame = ref s.Frames[(int)active.Frame];
        frame.Mappings--;
        if ((active.ReadPins | active.WritePins) == 0)
        {
            over |= GrantEntry.Reading;
            frame.Grants--;
        }

        if (over != 0)
            FrameMemory.AtomicAnd64(ref s, s.Domains[(int)granter].GrantFrame, reference * GrantEntry.Size, ~over);
    }
}
