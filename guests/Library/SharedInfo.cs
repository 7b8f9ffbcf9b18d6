using System.Threading;

namespace Verified.Guests;

/// <summary>The shared_info page (public/xen.h, 64-bit layout) and how it is mapped.</summary>
public static unsafe class SharedInfo
{
    /// <summary>Guest frame number at which it is shown, above all RAM.</summary>
    public const ulong Frame = 0xff00;

    private const ulong Page = Frame << 12;
    private const ulong Pending = Page + 0x800;
    private const ulong Mask = Page + 0xa00;
    private const ulong UpcallPending = Page;
    private const ulong UpcallMask = Page + 1;
    private const ulong PendingSelector = Page + 8;
    private const uint SharedInfoSpace = 0;

    /// <summary>Has the hypervisor show the page.</summary>
    public static void Map() => PhysicalMap.Add(SharedInfoSpace, Frame);

    /// <summary>Whether an event is pending on a port; takes it away.</summary>
    public static bool TakePending(uint port)
    {
        ref ulong word = ref *(ulong*)(Pending + (port / 64 * 8));
        ulong bit = 1UL << (int)(port & 63);
        if ((Volatile.Read(ref word) & bit) == 0)
            return false;
        Interlocked.And(ref word, ~bit);
        return true;
    }

    /// <summary>Masks a port: its events are kept, and cause no upcall.</summary>
    public static void MaskPort(uint port) =>
        Interlocked.Or(ref *(ulong*)(Mask + (port / 64 * 8)), 1UL << (int)(port & 63));

    /// <summary>Clears the pending events of ports 0 to 63.</summary>
    public static void ClearPending() => Volatile.Write(ref *(ulong*)Pending, 0);

    /// <summary>Takes back that an upcall is due, before its events are looked at.</summary>
    public static void Acknowledge()
    {
        Volatile.Write(ref *(byte*)UpcallPending, 0);
        Volatile.Write(ref *(ulong*)PendingSelector, 0);
    }

    /// <summary>Masks or unmasks upcalls.</summary>
    public static void SetUpcallMask(byte mask) => Volatile.Write(ref *(byte*)UpcallMask, mask);
}

/// <summary>XENMEM_add_to_physmap.</summary>
public static unsafe class PhysicalMap
{
    private const ulong AddToPhysmap = 7;
    private const ulong DecreaseReservation = 1;

    /// <summary>Shows frame 0 of a space (0 shared_info, 1 grant table) at a guest frame number.</summary>
    public static long Add(uint space, ulong frame)
    {
        Argument argument = default;
        argument.Domain = Xen.Self;
        argument.Space = space;
        argument.Frame = frame;
        return Xen.Call(Xen.MemoryOp, AddToPhysmap, (ulong)&argument, 0);
    }

    /// <summary>Gives a frame of RAM back to the hypervisor (XENMEM_decrease_reservation); 1 when it did.</summary>
    public static long GiveUp(ulong frame)
    {
        Reservation argument = default;
        argument.Extents = (ulong)&frame;
        argument.Count = 1;
        argument.Domain = Xen.Self;
        return Xen.Call(Xen.MemoryOp, DecreaseReservation, (ulong)&argument, 0);
    }

    private struct Reservation
    {
        internal ulong Extents;
        internal ulong Count;
        internal ulong OrderAndFlags;
        internal ulong Domain;
    }

    private struct Argument
    {
        internal ushort Domain;
        internal ushort Size;
        internal uint Space;
        internal ulong Index;
        internal ulong Frame;
    }
}
