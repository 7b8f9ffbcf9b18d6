using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Verified.Guests;

/// <summary>Grants, version 1: public/grant_table.h.</summary>
public static unsafe class Grants
{
    /// <summary>The first reference that is the guest's to use; lower ones are Xen's.</summary>
    public const uint FirstReference = 8;

    /// <summary>GNTST_permission_denied: denied by the policy.</summary>
    public const int Denied = -8;

    // Where the grant table is shown, and where mapped grants are: above all RAM.
    private const ulong TableFrame = 0xff01;
    private const ulong FirstMapFrame = 0xff10;

    private const uint GrantTableSpace = 1;
    private const ulong MapCommand = 0;
    private const ulong UnmapCommand = 1;
    private const ulong SetupTableCommand = 2;
    private const ulong TransferCommand = 4;
    private const ulong CopyCommand = 5;
    private const ulong QuerySizeCommand = 6;
    private const ulong SwapCommand = 11;
    private const ulong PermitAccess = 1;
    private const uint HostMap = 2;
    private const uint ReadOnly = 4;
    private const int DomainShift = 16;
    private const int FrameShift = 32;

    /// <summary>A page of the guest's own, by number (0 to 7).</summary>
    public static byte* Page(uint number) => (byte*)(delegate*<void>)&Pages + (number * 4096);

    /// <summary>The address at which grants are mapped, by slot.</summary>
    public static byte* Slot(uint slot) => (byte*)((FirstMapFrame + slot) << 12);

    /// <summary>Has the hypervisor show the grant table.</summary>
    public static void Map() => PhysicalMap.Add(GrantTableSpace, TableFrame);

    /// <summary>Grants a page of the guest's own to a domain.</summary>
    public static void Permit(uint reference, uint domain, byte* page)
    {
        ref ulong entry = ref *(ulong*)((TableFrame << 12) + (reference * 8));
        Volatile.Write(ref entry, PermitAccess | ((ulong)domain << DomainShift) | ((ulong)page >> 12 << FrameShift));
    }

    /// <summary>Grants a page of the guest's own to a domain, for reading.</summary>
    public static void PermitReading(uint reference, uint domain, byte* page) =>
        Write(reference, PermitAccess | ReadOnly | ((ulong)domain << DomainShift) | ((ulong)page >> 12 << FrameShift));

    /// <summary>Writes an entry of the guest's grant table.</summary>
    public static void Write(uint reference, ulong entry) =>
        Volatile.Write(ref *(ulong*)((TableFrame << 12) + (reference * 8)), entry);

    /// <summary>GNTTABOP_copy between the first bytes of two pages.</summary>
    /// <param name="from">Whose the source is.</param>
    /// <param name="source">Its reference or guest frame number.</param>
    /// <param name="to">Whose the destination is.</param>
    /// <param name="target">Its reference or guest frame number.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="flags">1 the source, 2 the destination is a reference.</param>
    /// <returns>As <see cref="MapGrant"/>.</returns>
    public static int Copy(uint from, ulong source, uint to, ulong target, uint length, uint flags)
    {
        Words words = default;
        words.First = source;
        words.Second = from;
        words.Third = target;
        words.Fourth = to;
        words.Fifth = length | (flags << 16);
        long result = Xen.Call(Xen.GrantTableOp, CopyCommand, (ulong)&words, 1);
        return result < 0 ? (int)result - 100 : (short)(words.Fifth >> 32);
    }

    /// <summary>GNTTABOP_transfer of a page of the guest's own, by its guest frame number.</summary>
    /// <returns>As <see cref="MapGrant"/>.</returns>
    public static int Transfer(ulong frame, uint to, uint reference)
    {
        Words words = default;
        words.First = frame;
        words.Second = to | ((ulong)reference << 32);
        long result = Xen.Call(Xen.GrantTableOp, TransferCommand, (ulong)&words, 1);
        return result < 0 ? (int)result - 100 : (short)words.Third;
    }

    /// <summary>GNTTABOP_swap_grant_ref.</summary>
    /// <returns>As <see cref="MapGrant"/>.</returns>
    public static int Swap(uint a, uint b)
    {
        Words words = default;
        words.First = a | ((ulong)b << 32);
        long result = Xen.Call(Xen.GrantTableOp, SwapCommand, (ulong)&words, 1);
        return result < 0 ? (int)result - 100 : (short)words.Second;
    }

    /// <summary>GNTTABOP_query_size: how many frames a domain's grant table has.</summary>
    /// <returns>As <see cref="MapGrant"/>.</returns>
    public static int QuerySize(uint domain, out uint frames)
    {
        Words words = default;
        words.First = domain;
        long result = Xen.Call(Xen.GrantTableOp, QuerySizeCommand, (ulong)&words, 1);
        frames = (uint)(words.First >> 32);
        return result < 0 ? (int)result - 100 : (short)(words.Second >> 32);
    }

    /// <summary>GNTTABOP_setup_table: where a domain sees the first frames of its grant table.</summary>
    /// <param name="domain">Whose table.</param>
    /// <param name="frames">How many frames are asked for.</param>
    /// <param name="list">Where their guest frame numbers go.</param>
    /// <returns>As <see cref="MapGrant"/>.</returns>
    public static int SetupTable(uint domain, uint frames, ulong* list)
    {
        Words words = default;
        words.First = domain | ((ulong)frames << 32);
        words.Third = (ulong)list;
        long result = Xen.Call(Xen.GrantTableOp, SetupTableCommand, (ulong)&words, 1);
        return result < 0 ? (int)result - 100 : (short)words.Second;
    }

    /// <summary>Maps another domain's grant at a slot.</summary>
    /// <returns>GNTST_*: 0 is okay, -8 permission_denied; below -100 the call itself failed.</returns>
    public static int MapGrant(uint domain, uint reference, uint slot, bool writable, out uint handle)
    {
        MapArgument argument = default;
        argument.HostAddress = (ulong)Slot(slot);
        argument.Flags = writable ? HostMap : HostMap | ReadOnly;
        argument.Reference = reference;
        argument.Domain = (ushort)domain;
        long result = Xen.Call(Xen.GrantTableOp, MapCommand, (ulong)&argument, 1);
        handle = argument.Handle;
        return result < 0 ? (int)result - 100 : argument.Status;
    }

    /// <summary>Unmaps what <see cref="MapGrant"/> mapped at a slot.</summary>
    public static int UnmapGrant(uint slot, uint handle)
    {
        UnmapArgument argument = default;
        argument.HostAddress = (ulong)Slot(slot);
        argument.Handle = handle;
        long result = Xen.Call(Xen.GrantTableOp, UnmapCommand, (ulong)&argument, 1);
        return result < 0 ? (int)result - 100 : argument.Status;
    }

    [RuntimeImport("*", "pages")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Pages();

    private struct MapArgument
    {
        internal ulong HostAddress;
        internal uint Flags;
        internal uint Reference;
        internal ushort Domain;
        internal short Status;
        internal uint Handle;
        internal ulong DeviceAddress;
    }

    /// <summary>A structure of the header as words of 8 bytes.</summary>
    private struct Words
    {
        internal ulong First;
        internal ulong Second;
        internal ulong Third;
        internal ulong Fourth;
        internal ulong Fifth;
    }

    private struct UnmapArgument
    {
        internal ulong HostAddress;
        internal ulong DeviceAddress;
        internal uint Handle;
        internal short Status;
        internal ushort Padding;
    }
}
