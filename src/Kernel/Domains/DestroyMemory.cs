using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Kernel;

/// <content>The steps that take a dying domain's memory away, and the last one.</content>
public static partial class DomainControl
{
    /// <summary>
    /// Empties the next leaf and gives RAM behind it back, cleared. -EINVAL when the destruction is not at a leaf,
    /// -EBUSY while somebody else still sees that RAM.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long DestroyLeaf(ref State s, uint domain)
    {
        if (!IsAt(ref s, domain, DestroyStage.Leaves, DestroyStage.End))
            return Errno.Invalid;

        ref uint cursor = ref s.DestroyCursors[(int)domain];
        ref ulong leaf = ref s.Leaves[(int)domain][(int)(cursor - DestroyStage.Leaves)];
        uint kind = Leaf.Kind(leaf);
        if (kind == LeafKind.Empty)
        {
            cursor++;
            return Errno.Okay;
        }

        uint frame = Leaf.MachineFrame(leaf);
        ref Domain owner = ref s.Domains[(int)domain];
        if (kind == LeafKind.Ram)
        {
            if (FramePool.IsHeld(ref s, frame) || !FramePool.TryReturn(ref s, frame))
                return Errno.Busy;

            FrameClaims.GiveUpOne(ref s, ref owner);
        }
        else if (kind == LeafKind.SharedInfo || kind == LeafKind.GrantTable)
        {
            s.Frames[(int)frame].Index = Frame.NoGfn;
        }
        else
        {
            return Errno.Busy;
        }

        leaf = 0;
        owner.FlushOwed = 1;
        cursor++;
        return Errno.Okay;
    }

    /// <summary>
    /// The last step: shared_info and grant table go back, cleared; nothing is set aside for this domain any more; the
    /// Chinese Wall types run no more on its account; the id is free. -EINVAL when the destruction has not come so far.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long DestroyEnd(ref State s, uint domain)
    {
        if (!IsAt(ref s, domain, DestroyStage.End, DestroyStage.End + 1))
            return Errno.Invalid;

        ref Domain entry = ref s.Domains[(int)domain];
        if (entry.OwnedFrames != 0 || s.FreeCount > Limits.Frames - OwnFrames)
            return Errno.Busy;

        FramePool.TryReturn(ref s, entry.SharedInfoFrame);
        FramePool.TryReturn(ref s, entry.GrantFrame);
        s.Unclaimed = s.Unclaimed + entry.MaximumFrames + OwnFrames;
        Label.Take(ref s, domain);
        Decisions.Forget(ref s.Monitor, domain);
        ClearTables(ref s, domain);
        ClearVcpu(ref s.Vcpus[(int)domain]);
        entry.Status = DomainStatus.Free;
        entry.Privileged = 0;
        entry.SharedInfoFrame = 0;
        entry.GrantFrame = 0;
        entry.OwnedFrames = 0;
        entry.MaximumFrames = 0;
        entry.FlushOwed = 0;
        entry.Denials = 0;
        entry.LogAllowance = 0;
        s.DestroyCursors[(int)domain] = 0;
        return Errno.Okay;
    }

    /// <summary>What the steps before do not clear: the bitmaps and the parameters.</summary>
    private static void ClearTables(ref State s, uint domain)
    {
        ref PortBitmap ports = ref s.FreePorts[(int)domain];
        for (int w = 0; w < (Limits.Ports + 63) / 64; w++)
            ports[w] = 0;

        s.FreePortWords[(int)domain] = 0;
        ref HandleBitmap handles = ref s.FreeHandles[(int)domain];
        for (int w = 0; w < (Limits.MaptrackHandles + 63) / 64; w++)
            handles[w] = 0;

        s.FreeHandleWords[(int)domain] = 0;
        for (int p = 0; p < Limits.Parameters; p++)
            s.Params[(int)domain][p] = 0;
    }

    private static void ClearVcpu(ref Vcpu vcpu)
    {
        vcpu.Run = 0;
        vcpu.UpcallVector = 0;
        vcpu.Paused = 0;
        vcpu.ShutdownReason = 0;
        vcpu.PollPort = 0;
        vcpu.Deadline = 0;
        vcpu.InfoFrame = 0;
        vcpu.InfoOffset = 0;
        vcpu.RunstateFrame = 0;
        vcpu.RunstateNext = 0;
        vcpu.RunstateOffset = 0;
        vcpu.RunstateUsed = 0;
        vcpu.RunstateMarked = 0;
        vcpu.Timer = 0;
        vcpu.Watchdog1 = 0;
        vcpu.Watchdog2 = 0;
    }
}
