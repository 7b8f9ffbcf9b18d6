using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine;

/// <summary>
/// The areas that the linker script and Boot/entry.S lay out, as references. Addresses are physical and virtual at once.
/// A symbol of assembly is declared as a routine; only its address is taken, and never compared (ImageLayout.cs).
/// </summary>
public static unsafe class Areas
{
    /// <summary>The state.</summary>
    public static ref State State => ref *(State*)(delegate*<void>)&KernelState;

    /// <summary>Physical address of the host's VMSAVE area.</summary>
    public static ulong HostVmcb => (ulong)(delegate*<void>)&HostVmcbSymbol;

    /// <summary>Physical address of the I/O permission map, 12 KiB.</summary>
    public static ulong IoPermissionMap => (ulong)(delegate*<void>)&IoPermissionMapSymbol;

    /// <summary>Physical address of the MSR permission map, 8 KiB.</summary>
    public static ulong MsrPermissionMap => (ulong)(delegate*<void>)&MsrPermissionMapSymbol;

    /// <summary>The slot of a domain's vCPU. The domain is below <see cref="Limits.Domains"/>.</summary>
    public static VcpuSlot* Vcpu(uint domain) => (VcpuSlot*)(delegate*<void>)&VcpuSlots + domain;

    /// <summary>The upper levels of a domain's nested page tables: PML4, PDPT and PD, 512 entries each.</summary>
    public static ulong* NestedTables(uint domain) => (ulong*)(delegate*<void>)&NestedTablesSymbol + ((ulong)domain * (3 * 512));

    [RuntimeImport("*", "kernel_state")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void KernelState();

    [RuntimeImport("*", "host_vmcb")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void HostVmcbSymbol();

    [RuntimeImport("*", "io_permission_map")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void IoPermissionMapSymbol();

    [RuntimeImport("*", "msr_permission_map")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void MsrPermissionMapSymbol();

    [RuntimeImport("*", "vcpu_slots")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void VcpuSlots();

    [RuntimeImport("*", "nested_tables")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void NestedTablesSymbol();
}
