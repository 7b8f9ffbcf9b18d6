using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>What a grant reference offers to a caller.</content>
public static partial class GrantTable
{
    /// <summary>
    /// The machine frame of a grant reference, if the granter lets the caller use it so. While the grant is in use,
    /// what the hypervisor remembers counts and the grant is its user's alone; else, and when it is first used for
    /// writing, the granter's entry counts, read once.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">Who wants to use it.</param>
    /// <param name="granter">The granting domain, which exists.</param>
    /// <param name="reference">The reference, any number.</param>
    /// <param name="writable">Whether for writing.</param>
    /// <param name="first">Whether the grant is not in use.</param>
    /// <param name="entry">The granter's entry, which permits this; 0 where it does not count.</param>
    /// <returns>The frame, or one of <see cref="GrantStatus"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Granted(
        ref State s, uint caller, uint granter, uint reference, bool writable, out bool first, out ulong entry)
    {
        first = false;
        entry = 0;
        if (reference >= Limits.GrantReferences)
            return GrantStatus.BadReference;

        ref ActiveGrant active = ref s.ActiveGrants[(int)granter][(int)reference];
        first = (active.ReadPins | active.WritePins) == 0;
        if (!first && active.Grantee != caller)
            return GrantStatus.GeneralError;
        if (!first && !(writable && active.WritePins == 0))
            return active.Frame;

        entry = FrameMemory.Read64(ref s, s.Domains[(int)granter].GrantFrame, reference * GrantEntry.Size);
        if (((uint)entry & GrantEntry.TypeMask) != GrantEntry.PermitAccess || GrantEntry.Grantee(entry) != caller)
            return GrantStatus.GeneralError;
        if (writable && ((uint)entry & GrantEntry.ReadOnly) != 0)
            return GrantStatus.GeneralError;

        return first ? OwnRam(ref s, granter, GrantEntry.Gfn(entry)) : active.Frame;
    }

    /// <summary>The machine frame of a domain's own RAM at a guest frame number, or GNTST_bad_page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long OwnRam(ref State s, uint domain, ulong gfn)
    {
        if (gfn >= Limits.GuestFrames)
            return GrantStatus.BadPage;

        ulong leaf = s.Leaves[(int)domain][(int)gfn];
        return Leaf.Kind(leaf) == LeafKind.Ram ? Leaf.MachineFrame(leaf) : GrantStatus.BadPage;
    }
}
