using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>memory_op(cmd, argument) (structures of public/memory.h).</summary>
public static class MemoryCall
{
    private const uint AddToPhysmap = 7;

    /// <summary>Runs one operation; -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request) =>
        // The bits above the command say where an interrupted call goes on; none of these is ever interrupted.
        request.Argument1 == AddToPhysmap ? OfAddToPhysmap(ref s, caller, ref request) : Errno.NoSuchCall;

    /// <summary>xen_add_to_physmap: { u16 domid, u16 size, u32 space, u64 idx, u64 gpfn }.</summary>
    private static long OfAddToPhysmap(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 24, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        uint space = argument.Read32(ref s, 4);
        ulong index = argument.Read64(ref s, 8);
        ulong gfn = argument.Read64(ref s, 16);
        return PhysicalMap.AddToPhysmap(ref s, caller, domain, space, index, gfn);
    }
}
