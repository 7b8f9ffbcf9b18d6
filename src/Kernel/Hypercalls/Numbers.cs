namespace Verified.Kernel;

/// <summary>The hypercalls by number (public/xen.h, __HYPERVISOR_*).</summary>
public static class HypercallNumber
{
    /// <summary>memory_op.</summary>
    public const uint MemoryOp = 12;

    /// <summary>multicall.</summary>
    public const uint Multicall = 13;

    /// <summary>set_timer_op.</summary>
    public const uint SetTimerOp = 15;

    /// <summary>xen_version.</summary>
    public const uint XenVersion = 17;

    /// <summary>console_io.</summary>
    public const uint ConsoleIo = 18;

    /// <summary>grant_table_op.</summary>
    public const uint GrantTableOp = 20;

    /// <summary>vm_assist.</summary>
    public const uint VmAssist = 21;

    /// <summary>vcpu_op.</summary>
    public const uint VcpuOp = 24;

    /// <summary>acm_op, where sHype had it (xsm_op's slot).</summary>
    public const uint AcmOp = 27;

    /// <summary>sched_op.</summary>
    public const uint SchedOp = 29;

    /// <summary>event_channel_op.</summary>
    public const uint EventChannelOp = 32;

    /// <summary>hvm_op.</summary>
    public const uint HvmOp = 34;

    /// <summary>domctl.</summary>
    public const uint Domctl = 36;
}
