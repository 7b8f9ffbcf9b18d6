using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// The pool of free frames: a stack, with each free frame's place in it remembered in the frame table.
/// </summary>
public static class FramePool
{
    /// <summary>What <see cref="Take"/> returns when the pool is empty.</summary>
    public const uint None = 0xffff_ffff;

    /// <summary>
    /// Puts a frame of the hypervisor into the pool, at boot. Its contents need not be clear: frames are cleared as
    /// they are handed out. Zero, or -EINVAL when the frame is beyond the table, the zero frame, or not the hypervisor's.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Donate(ref State s, uint frame)
    {
        if (frame >= Limits.Frames || s.Frames[(int)frame].State != FrameState.Hypervisor || frame == s.ZeroFrame)
            return Errno.Invalid;
        if (s.FreeCount >= Limits.Frames)
            return Errno.Invalid;

        s.FreeFrames[(int)s.FreeCount] = frame;
        s.Frames[(int)frame].State = FrameState.Free;
        s.Frames[(int)frame].Index = s.FreeCount;
        s.FreeCount++;
        return Errno.Okay;
    }

    /// <summary>
    /// Takes the frame on top of the stack for a domain and clears it. The caller gives it its state and its guest
    /// frame number. Returns <see cref="None"/> when the pool is empty.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="owner">The domain that owns it from now on.</param>
    /// <param name="use">One of <see cref="FrameState"/>.</param>
    /// <param name="index">Its guest frame number, or <see cref="Frame.NoGfn"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Take(ref State s, uint owner, byte use, uint index)
    {
        uint place = s.FreeCount - 1;
        if (place >= Limits.Frames)
            return None;

        uint number = s.FreeFrames[(int)place];
        ref Frame frame = ref s.Frames[(int)number];
        s.FreeCount = place;
        s.FreeFrames[(int)place] = 0;
        frame.State = use;
        frame.Owner = (ushort)owner;
        frame.Index = index;
        FrameMemory.Zero(ref s, number);
        return number;
    }
}
