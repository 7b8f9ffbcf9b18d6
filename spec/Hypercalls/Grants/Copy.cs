namespace Verified.Spec;

/// <summary>Flags of GNTTABOP_copy (xen/include/public/grant_table.h, GNTCOPY_*).</summary>
public static class CopyFlags
{
    /// <summary>The source is a grant reference of its domain, not a guest frame number of the caller.</summary>
    public const ulong SourceReference = 1;

    /// <summary>The destination is a grant reference of its domain, not a guest frame number of the caller.</summary>
    public const ulong DestinationReference = 2;
}

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// GNTTABOP_copy: copies bytes from a page to a page, each of them the caller's own RAM, named by its guest frame
    /// number, or what a domain grants it. Whoever calls, data flows from the source's domain to the destination's:
    /// these two may share, and the caller may share with both. The result is a <see cref="GrantStatus"/>.
    /// </summary>
    public Outcome Copy(
        SystemState state,
        TWord caller,
        TWord flags,
        TWord sourceDom,
        TWord source,
        TWord sourceOffset,
        TWord destinationDom,
        TWord destination,
        TWord destinationOffset,
        TWord length,
        IGuestMemory<TBool, TWord> memory)
    {
        var call = new Attempt(state);
        TWord from = Resolve(sourceDom, caller), to = Resolve(destinationDom, caller);
        TBool fromGrant = (flags & CopyFlags.SourceReference) != 0;
        TBool toGrant = (flags & CopyFlags.DestinationReference) != 0;
        call.Require((fromGrant | from == caller) & (toGrant | to == caller), GrantStatus.PermissionDenied);
        call.Require(Exists(state, from) & Exists(state, to), GrantStatus.BadDomain);
        call.Require(
            MayShare(state, caller, from) & MayShare(state, caller, to) & MayShare(state, from, to),
            GrantStatus.PermissionDenied);
        call.Require(
            sourceOffset + length <= Number(PageBytes) & destinationOffset + length <= Number(PageBytes),
            GrantStatus.BadCopyArgument);

        TWord sourceFrame = Page(state, call, fromGrant, caller, from, source, TBool.False, memory);
        TWord frame = Page(state, call, toGrant, caller, to, destination, TBool.True, memory);
        TBool overlap = sourceFrame == frame
            & sourceOffset < destinationOffset + length & destinationOffset < sourceOffset + length;
        call.Require(!overlap, GrantStatus.BadCopyArgument);

        memory.Copy(call.Holds, sourceFrame, sourceOffset, frame, destinationOffset, length);
        return call.Succeed(Number(GrantStatus.Okay), state);
    }

    /// <summary>The frame of one side of a copy: by a grant reference, or of the caller's own RAM.</summary>
    private TWord Page(
        SystemState state,
        Attempt call,
        TBool byGrant,
        TWord caller,
        TWord domain,
        TWord number,
        TBool writable,
        IGuestMemory<TBool, TWord> memory)
    {
        TWord granted = Granted(state, call, byGrant, caller, domain, number, writable, memory).Frame;
        call.Require(byGrant | HasRam(state, caller, number), GrantStatus.BadPage);
        return If(byGrant, granted, FrameOf(state[Leaves.Leaf, caller, number]));
    }
}
