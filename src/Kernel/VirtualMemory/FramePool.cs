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
    /// Puts a frame of the hypervisor into the pool, at boot, and clears it. Zero, or -EINVAL when the frame is beyond
    /// the table, the zero frame, or not the hypervisor's.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Donate(ref State s, uint frame)
    {
        if (frame >= Limits.Frames || s.Frames[(int)frame].State != FrameState.Hypervisor || frame == s.ZeroFrame)
            return Errno.Invalid;
        if (s.FreeCount >= Limits.Frames)
            return Errno.Invalid;

        Put(ref s, frame);
        s.Unclaimed = s.Unclaimed + 1;
        return Errno.Okay;
    }

    /// <summary>
    /// Whether a frame that a domain owns has to stay its: others see it, a grant of it is in use, or the hypervisor
    /// writes to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsHeld(ref State s, uint frame)
    {
        ref Frame entry = ref s.Frames[(int)frame];
        return (entry.Mappings | entry.Grants | entry.Pinned) != 0;
    }

    /// <summary>
    /// Puts an owned frame back, cleared. No leaf shows it any more, and whoever it showed to owes a flush. False, and
    /// nothing has changed, when the stack is full: it never is while a frame is owned.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReturn(ref State s, uint frame)
    {
        if (s.FreeCount >= Limits.Frames)
            return false;

        s.Frames[(int)frame].Owner = 0;
        Put(ref s, frame);
        return true;
    }

    /// <summary>
    /// Takes the frame on top of the stack for a domain; it is clear. The caller gives it its state and its guest
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
        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref State s, uint frame)
    {
        uint place = s.FreeCount;
        s.FreeFrames[(int)place] = frame;
        s.Frames[(int)frame].State = FrameState.Free;
        s.Frames[(int)frame].Index = place;
        s.FreeCount = place + 1;
        FrameMemory.Zero(ref s, frame);
    }
}
