using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// memory_op(cmd, argument) (structures of public/memory.h). The bits of cmd above the command say where an interrupted
/// call goes on (MEMOP_EXTENT_SHIFT): lists are taken a few elements at a time.
/// </summary>
public static partial class MemoryCall
{
    /// <summary>Elements of a list that one step handles; a longer list is continued.</summary>
    public const uint ElementsAStep = 32;

    private const int StartShift = 6;
    private const uint CommandMask = (1 << StartShift) - 1;

    private const uint IncreaseReservation = 0;
    private const uint DecreaseReservation = 1;
    private const uint CurrentReservation = 3;
    private const uint MaximumReservation = 4;
    private const uint PopulatePhysmap = 6;
    private const uint AddToPhysmap = 7;
    private const uint MemoryMap = 9;
    private const uint MaximumGpfn = 14;
    private const uint RemoveFromPhysmap = 15;
    private const uint AddToPhysmapBatch = 23;

    /// <summary>Runs one operation, or a part of one; -ENOSYS for one that is not offered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1 & CommandMask;
        uint start = (uint)(request.Argument1 >> StartShift);
        if (command == PopulatePhysmap || command == DecreaseReservation)
            return OfReservation(ref s, caller, ref request, ref effect, command, start);
        if (command == IncreaseReservation)
            return PhysicalMap.IncreaseReservation() + start;
        if (command == AddToPhysmapBatch)
            return OfBatch(ref s, caller, ref request, ref effect, start);
        // None of the others is ever interrupted.
        if (start != 0)
            return command > AddToPhysmapBatch ? Errno.NoSuchCall : Errno.Invalid;
        if (command == AddToPhysmap)
            return OfAddToPhysmap(ref s, caller, ref request);
        if (command == RemoveFromPhysmap)
            return OfRemoveFromPhysmap(ref s, caller, ref request);
        if (command == MemoryMap)
            return OfMemoryMap(ref s, caller, ref request);
        if (command == CurrentReservation || command == MaximumReservation || command == MaximumGpfn)
            return OfQuestion(ref s, caller, ref request, command);

        return Errno.NoSuchCall;
    }

    /// <summary>
    /// xen_add_to_physmap: { u16 domid, u16 size, u32 space, u64 idx, u64 gpfn }. RAM that stands where shared_info or the
    /// grant table is to be seen is given back first, as in Xen: guests ask for a page of their RAM to be replaced. What
    /// then follows cannot fail; and RAM that cannot be given back is refused like any other frame that is in the way.
    /// </summary>
    private static long OfAddToPhysmap(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 24, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        uint space = argument.Read32(ref s, 4);
        ulong index = argument.Read64(ref s, 8);
        ulong gfn = argument.Read64(ref s, 16);
        if (space < PhysmapSpace.Gmfn && index == 0)
            PhysicalMap.DecreaseReservation(ref s, caller, domain, gfn);
        return PhysicalMap.AddToPhysmap(ref s, caller, domain, space, index, gfn);
    }

    /// <summary>xen_remove_from_physmap: { u16 domid, u64 gpfn }.</summary>
    private static long OfRemoveFromPhysmap(ref State s, uint caller, ref HypercallRequest request)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 16, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read32(ref s, 0) & 0xffff;
        ulong gfn = argument.Read64(ref s, 8);
        return PhysicalMap.RemoveFromPhysmap(ref s, caller, domain, gfn);
    }

    /// <summary>xen_memory_domain: { u16 domid }.</summary>
    private static long OfQuestion(ref State s, uint caller, ref HypercallRequest request, uint command)
    {
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 2, GuestAccess.Read, out GuestBuffer argument))
            return Errno.BadAddress;

        uint domain = argument.Read8(ref s, 0) | ((uint)argument.Read8(ref s, 1) << 8);
        if (command == CurrentReservation)
            return PhysicalMap.CurrentReservation(ref s, caller, domain);
        return command == MaximumReservation
            ? PhysicalMap.MaximumReservation(ref s, caller, domain)
            : PhysicalMap.MaximumGpfn(ref s, caller, domain);
    }

    /// <summary>
    /// xen_memory_map: { in and out u32 nr_entries, u64 buffer }. An entry is { u64 address, u64 size, u32 type } in 20
    /// bytes, as BIOS call INT 0x15, EAX=0xE820 gives it. There is one; -ENOBUFS without room for it.
    /// </summary>
    private static long OfMemoryMap(ref State s, uint caller, ref HypercallRequest request)
    {
        const uint EntrySize = 20;
        const uint Ram = 1;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument2, 16, GuestAccess.Write, out GuestBuffer argument))
            return Errno.BadAddress;

        uint room = argument.Read32(ref s, 0);
        ulong address = argument.Read64(ref s, 8);
        if (room == 0)
            return Errno.NoBuffers;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, address, EntrySize, GuestAccess.Write, out GuestBuffer entry))
            return Errno.BadAddress;

        long result = PhysicalMap.MemoryMap(ref s, caller, out ulong bytes);
        entry.Write64(ref s, 0, 0);
        entry.Write64(ref s, 8, bytes);
        entry.Write32(ref s, 16, Ram);
        argument.Write32(ref s, 0, 1);
        return result;
    }

    /// <summary>What is left of a list is done when the guest calls again.</summary>
    private static long Continue(ref HypercallRequest request, ref CallEffect effect, uint command, uint done)
    {
        request.Argument1 = command | ((ulong)done << StartShift);
        effect.Kind = EffectKind.Continue;
        return Errno.Okay;
    }
}
