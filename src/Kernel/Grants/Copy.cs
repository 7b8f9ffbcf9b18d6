using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>GNTTABOP_copy's flags (public/grant_table.h, GNTCOPY_*).</summary>
public static class CopyFlags
{
    /// <summary>GNTCOPY_source_gref: the source is a grant reference, not a guest frame number.</summary>
    public const uint SourceReference = 1;

    /// <summary>GNTCOPY_dest_gref: the destination is a grant reference, not a guest frame number.</summary>
    public const uint DestinationReference = 2;
}

/// <content>GNTTABOP_copy.</content>
public static partial class GrantTable
{
    /// <summary>
    /// Copies bytes from a page to a page. Each is the caller's own RAM, by guest frame number, or what a domain grants
    /// it. The two domains may share, whoever calls, and the caller with both.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain.</param>
    /// <param name="flags">Some of <see cref="CopyFlags"/>; other bits mean nothing.</param>
    /// <param name="sourceDom">Whose the source is.</param>
    /// <param name="source">Its grant reference or guest frame number.</param>
    /// <param name="sourceOffset">The first byte in that page.</param>
    /// <param name="destinationDom">Whose the destination is.</param>
    /// <param name="destination">Its grant reference or guest frame number.</param>
    /// <param name="destinationOffset">The first byte in that page.</param>
    /// <param name="length">Bytes: neither piece leaves its page, and they do not overlap.</param>
    /// <returns>0 or one of <see cref="GrantStatus"/>, which leaves everything as it was.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Copy(
        ref State s,
        uint caller,
        uint flags,
        uint sourceDom,
        ulong source,
        uint sourceOffset,
        uint destinationDom,
        ulong destination,
        uint destinationOffset,
        uint length)
    {
        bool fromGrant = (flags & CopyFlags.SourceReference) != 0;
        bool toGrant = (flags & CopyFlags.DestinationReference) != 0;
        uint from = DomainIds.Resolve(caller, sourceDom);
        uint to = DomainIds.Resolve(caller, destinationDom);
        if ((!fromGrant && from != caller) || (!toGrant && to != caller))
            return GrantStatus.PermissionDenied;
        if (!DomainIds.Exists(ref s, from) || !DomainIds.Exists(ref s, to))
            return GrantStatus.BadDomain;
        if (!Mediation.MayShare(ref s, caller, caller, from, Hook.GrantCopy)
            || !Mediation.MayShare(ref s, caller, caller, to, Hook.GrantCopy)
            || !Mediation.MayShare(ref s, caller, from, to, Hook.GrantCopy))
            return GrantStatus.PermissionDenied;
        if ((ulong)sourceOffset + length > FrameMemory.FrameSize
            || (ulong)destinationOffset + length > FrameMemory.FrameSize)
            return GrantStatus.BadCopyArgument;

        long sourceFrame = Page(ref s, caller, from, source, fromGrant, writable: false);
        if (sourceFrame < 0)
            return sourceFrame;

        long frame = Page(ref s, caller, to, destination, toGrant, writable: true);
        if (frame < 0)
            return frame;
        if (sourceFrame == frame
            && sourceOffset < destinationOffset + length && destinationOffset < sourceOffset + length)
            return GrantStatus.BadCopyArgument;

        FrameMemory.Copy(ref s, (uint)sourceFrame, sourceOffset, (uint)frame, destinationOffset, length);
        return GrantStatus.Okay;
    }

    /// <summary>The frame of one side, or a status.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Page(ref State s, uint caller, uint domain, ulong number, bool byGrant, bool writable)
    {
        if (!byGrant)
            return OwnRam(ref s, caller, number);

        return number < Limits.GrantReferences
            ? Granted(ref s, caller, domain, (uint)number, writable, out _, out _)
            : GrantStatus.BadReference;
    }
}
