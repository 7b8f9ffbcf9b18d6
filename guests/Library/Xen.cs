using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>Hypercalls by number, and the constants of Xen's public headers that the guests use.</summary>
public static class Xen
{
    /// <summary>memory_op.</summary>
    public const ulong MemoryOp = 12;

    /// <summary>multicall.</summary>
    public const ulong Multicall = 13;

    /// <summary>set_timer_op.</summary>
    public const ulong SetTimerOp = 15;

    /// <summary>xen_version.</summary>
    public const ulong XenVersion = 17;

    /// <summary>console_io.</summary>
    public const ulong ConsoleIo = 18;

    /// <summary>grant_table_op.</summary>
    public const ulong GrantTableOp = 20;

    /// <summary>vm_assist.</summary>
    public const ulong VmAssist = 21;

    /// <summary>vcpu_op.</summary>
    public const ulong VcpuOp = 24;

    /// <summary>acm_op.</summary>
    public const ulong AcmOp = 27;

    /// <summary>sched_op.</summary>
    public const ulong SchedOp = 29;

    /// <summary>event_channel_op.</summary>
    public const ulong EventChannelOp = 32;

    /// <summary>hvm_op.</summary>
    public const ulong HvmOp = 34;

    /// <summary>domctl.</summary>
    public const ulong Domctl = 36;

    /// <summary>DOMID_SELF.</summary>
    public const ushort Self = 0x7ff0;

    /// <summary>A hypercall with up to three arguments.</summary>
    [RuntimeImport("*", "hypercall")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern long Call(ulong number, ulong a, ulong b, ulong c);

    /// <summary>The time-stamp counter.</summary>
    [RuntimeImport("*", "read_tsc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadTsc();

    /// <summary>The id of the domain that runs this.</summary>
    [RuntimeImport("*", "domain_id")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint DomainId();
}
