using Verified.Kernel;
using Verified.Spec;
using Verified.Traces;

namespace Verified.Replay;

/// <summary>What domains write into their own memory, as the processor would let them.</summary>
internal static class Writes
{
    /// <summary>Makes a write; says whether the domain sees such a place, writable.</summary>
    public static bool Make(ISystem system, WriteStep write)
    {
        KernelHost host = system.Host;
        if (write.Domain >= Limits.Domains || host.Read(Domains.Status, write.Domain) != Verified.Spec.DomainStatus.Alive)
            return false;
        if (FrameOf(host, write) is not { } frame) return false;
        int offset = write.Offset;
        if (write.Area == GuestArea.VcpuInfo) offset += (int)host.Read(Vcpus.InfoOffset, write.Domain);
        if (offset > KernelHost.FrameBytes - sizeof(ulong)) return false;
        host.Word(frame, offset) = write.Value;
        system.ResumeFrame(frame);
        return true;
    }

    private static uint? FrameOf(KernelHost host, WriteStep write)
    {
        if (write.Area == GuestArea.GrantTable) return (uint)host.Read(Domains.GrantFrame, write.Domain);
        if (write.Area == GuestArea.SharedInfo) return (uint)host.Read(Domains.SharedInfoFrame, write.Domain);
        if (write.Area == GuestArea.VcpuInfo) return (uint)host.Read(Vcpus.InfoFrame, write.Domain);
        if (write.Gfn >= Limits.GuestFrames) return null;
        ulong leaf = host.State.Leaves[write.Domain][(int)write.Gfn];
        return (leaf & Leaf.Writable) != 0 ? Leaf.MachineFrame(leaf) : null;
    }
}
