using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <content>Where a vCPU's vcpu_info stands.</content>
public static partial class VirtualCpu
{
    /// <summary>
    /// VCPUOP_register_vcpu_info: from now on the vcpu_info stands in the caller's RAM. What stood in shared_info is
    /// copied there; every word of events is marked to be looked at, so that none is lost.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="caller">The calling domain; -EINVAL when it has registered one before.</param>
    /// <param name="vcpu">The vCPU: 0, else -ENOENT.</param>
    /// <param name="gfn">The guest frame number: the caller's RAM, else -EINVAL. The caller keeps it from then on.</param>
    /// <param name="offset">Where in the frame: a multiple of 8, and 64 bytes must fit, else -ENXIO.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long RegisterInfo(ref State s, uint caller, uint vcpu, ulong gfn, uint offset)
    {
        if (vcpu != 0)
            return Errno.NoEntry;
        if ((offset & 7) != 0 || offset > FrameMemory.FrameSize - VcpuInfo.Size)
            return Errno.NoPlace;

        ref Vcpu entry = ref s.Vcpus[(int)caller];
        uint old = entry.InfoFrame;
        if (old != s.Domains[(int)caller].SharedInfoFrame || gfn >= Limits.GuestFrames)
            return Errno.Invalid;
        ulong leaf = s.Leaves[(int)caller][(int)gfn];
        if (Leaf.Kind(leaf) != LeafKind.Ram)
            return Errno.Invalid;

        uint frame = Leaf.MachineFrame(leaf);
        s.Frames[(int)frame].Pinned |= FramePin.VcpuInfo;
        entry.InfoFrame = frame;
        entry.InfoOffset = offset;
        for (uint at = 0; at < VcpuInfo.Size; at += 8)
        {
            ulong word = FrameMemory.Read64(ref s, old, at);
            if (at == 0)
                word = (word & ~0xffUL) | 1;
            if (at == VcpuInfo.PendingSelector)
                word = ulong.MaxValue;
            FrameMemory.Write64(ref s, frame, offset + at, word);
        }

        return Errno.Okay;
    }

    /// <summary>The owner of a frame need not keep it for this any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LetGo(ref State s, uint frame, byte pin) =>
        s.Frames[(int)frame].Pinned &= (byte)~pin;
}
