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

    private struct UnmapArgument
    {
        internal ulong HostAddress;
        internal ulong DeviceAddress;
        internal uint Handle;
        internal short Status;
        internal ushort Padding;
    }
}
