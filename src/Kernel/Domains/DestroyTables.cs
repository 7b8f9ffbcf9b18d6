using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>The steps that take a dying domain's ports, mappings and grants away.</content>
public static partial class DomainControl
{
    /// <summary>Closes the next port, unless it is free; -EINVAL when the destruction is not at a port.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long DestroyPort(ref State s, uint domain)
    {
        if (!IsAt(ref s, domain, 0, DestroyStage.Handles))
            return Errno.Invalid;

        ref uint cursor = ref s.DestroyCursors[(int)domain];
        uint port = cursor;
        if (s.Ports[(int)domain][(int)port].State != PortState.Free)
            EventChannel.ClosePort(ref s, domain, port);

        cursor = port + 1;
        return Errno.Okay;
    }

    /// <summary>Frees the next handle and unmaps what it maps; -EINVAL when the destruction is not at a handle.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long DestroyMapping(ref State s, uint domain)
    {
        if (!IsAt(ref s, domain, DestroyStage.Handles, DestroyStage.Grants))
            return Errno.Invalid;

        ref uint cursor = ref s.DestroyCursors[(int)domain];
        uint handle = cursor - DestroyStage.Handles;
        ref Mapping mapping = ref s.Mappings[(int)domain][(int)handle];
        if (mapping.Used != HandleUse.Free)
            GrantTable.UnmapGrantRef(ref s, domain, (ulong)mapping.Gfn << Leaf.FrameShift, handle);

        cursor++;
        return Errno.Okay;
    }

    /// <summary>
    /// Passes the next grant if nobody uses it; else takes the grantee's next mapping away if it is of that grant.
    /// -EINVAL when the destruction is not at a grant.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long DestroyGrant(ref State s, uint domain)
    {
        if (!IsAt(ref s, domain, DestroyStage.Grants, DestroyStage.Leaves))
            return Errno.Invalid;

        ref uint cursor = ref s.DestroyCursors[(int)domain];
        uint place = cursor - DestroyStage.Grants;
        uint reference = place / Limits.MaptrackHandles;
        uint handle = place & (Limits.MaptrackHandles - 1);
        uint first = DestroyStage.Grants + reference * Limits.MaptrackHandles;
        ref ActiveGrant grant = ref s.ActiveGrants[(int)domain][(int)reference];
        if ((grant.ReadPins | grant.WritePins) != 0)
        {
            uint grantee = grant.Grantee;
            ref Mapping mapping = ref s.Mappings[(int)grantee][(int)handle];
            if (mapping.Used == HandleUse.Mapped && mapping.Granter == domain && mapping.Reference == reference)
                GrantTable.RevokeMapping(ref s, grantee, handle);
        }

        if ((grant.ReadPins | grant.WritePins) != 0)
        {
            cursor = handle == Limits.MaptrackHandles - 1 ? first : first + handle + 1;
            return Errno.Okay;
        }

        grant.Frame = 0;
        grant.Grantee = 0;
        cursor = first + Limits.MaptrackHandles;
        return Errno.Okay;
    }
}
