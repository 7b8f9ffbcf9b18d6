namespace Verified.Spec;

/// <summary>Whether a domain id is in use.</summary>
public static class DomainStatus
{
    /// <summary>No domain has the id.</summary>
    public const ulong Free = 0;

    /// <summary>The domain exists.</summary>
    public const ulong Alive = 1;

    /// <summary>The domain is being destroyed: it neither calls nor is called.</summary>
    public const ulong Dying = 2;
}

/// <summary>States of a port (Xen's ECS_*).</summary>
public static class PortState
{
    /// <summary>May be handed out.</summary>
    public const ulong Free = 0;

    /// <summary>Port 0, never handed out.</summary>
    public const ulong Reserved = 1;

    /// <summary>Waits for the remote domain to bind it.</summary>
    public const ulong Unbound = 2;

    /// <summary>Connected to a port of the remote domain.</summary>
    public const ulong Interdomain = 3;

    /// <summary>Bound to a virtual interrupt.</summary>
    public const ulong Virq = 5;

    /// <summary>Bound to the vCPU itself.</summary>
    public const ulong Ipi = 6;
}

/// <summary>The virtual interrupts (xen/include/public/xen.h, VIRQ_*).</summary>
public static class VirtualInterrupts
{
    /// <summary>The single-shot timer has fired.</summary>
    public const ulong Timer = 0;

    /// <summary>Asks for debugging output.</summary>
    public const ulong Debug = 1;

    /// <summary>A domain has shut down; for domain 0.</summary>
    public const ulong DomainEnd = 3;

    /// <summary>The profiler has samples.</summary>
    public const ulong Profile = 7;

    /// <summary>The performance monitor has an overflow.</summary>
    public const ulong PerformanceMonitor = 13;

    /// <summary>How many there are: numbers are below this.</summary>
    public const ulong Number = 24;
}

/// <summary>What a frame is used for.</summary>
public static class FrameState
{
    /// <summary>The hypervisor's own.</summary>
    public const ulong Hypervisor = 0;

    /// <summary>Owned by nobody.</summary>
    public const ulong Free = 1;

    /// <summary>RAM of its owner.</summary>
    public const ulong Ram = 2;

    /// <summary>shared_info of its owner.</summary>
    public const ulong SharedInfo = 3;

    /// <summary>Grant table of its owner.</summary>
    public const ulong GrantTable = 4;

    /// <summary>An owned frame's index when no leaf of its owner shows it.</summary>
    public const ulong NoGfn = 0xffff_ffff;
}

/// <summary>What a maptrack handle stands for.</summary>
public static class HandleUse
{
    /// <summary>Nothing: it may be handed out.</summary>
    public const ulong Free = 0;

    /// <summary>A mapping.</summary>
    public const ulong Mapped = 1;

    /// <summary>A mapping that was taken away, which its owner has yet to unmap.</summary>
    public const ulong Revoked = 2;
}

/// <summary>What a frame of RAM is registered for by its owner.</summary>
public static class FramePin
{
    /// <summary>Its vcpu_info stands there.</summary>
    public const ulong VcpuInfo = 1;

    /// <summary>Its runstate area stands there.</summary>
    public const ulong Runstate = 2;
}

/// <summary>Why a vCPU does or does not run.</summary>
public static class VcpuRun
{
    /// <summary>It may run.</summary>
    public const ulong Runnable = 0;

    /// <summary>It waits for an upcall.</summary>
    public const ulong Blocked = 1;

    /// <summary>It waits for one of the ports it polls, or the deadline.</summary>
    public const ulong Polling = 2;

    /// <summary>It never runs again.</summary>
    public const ulong Stopped = 3;
}

/// <summary>Xen's error numbers (xen/include/public/errno.h), as results.</summary>
public static class Errno
{
    /// <summary>Not privileged.</summary>
    public const long Perm = -1;

    /// <summary>No such entry.</summary>
    public const long NoEntry = -2;

    /// <summary>No such domain.</summary>
    public const long Search = -3;

    /// <summary>No such place.</summary>
    public const long NoPlace = -6;

    /// <summary>No memory, no domain id.</summary>
    public const long NoMemory = -12;

    /// <summary>Denied by the reference monitor.</summary>
    public const long Access = -13;

    /// <summary>An argument that cannot be read or written.</summary>
    public const long Fault = -14;

    /// <summary>In use.</summary>
    public const long Busy = -16;

    /// <summary>There is one already.</summary>
    public const long Exists = -17;

    /// <summary>A bad argument.</summary>
    public const long Invalid = -22;

    /// <summary>No free port.</summary>
    public const long NoSpace = -28;

    /// <summary>No such operation.</summary>
    public const long NoSystemCall = -38;

    /// <summary>The time has passed.</summary>
    public const long Time = -62;

    /// <summary>Not offered for this.</summary>
    public const long NotSupported = -95;
}

/// <summary>Xen's status of a grant operation (xen/include/public/grant_table.h, GNTST_*).</summary>
public static class GrantStatus
{
    /// <summary>Done.</summary>
    public const long Okay = 0;

    /// <summary>A failure of no particular kind.</summary>
    public const long GeneralError = -1;

    /// <summary>No such domain.</summary>
    public const long BadDomain = -2;

    /// <summary>No such grant reference.</summary>
    public const long BadReference = -3;

    /// <summary>No such handle.</summary>
    public const long BadHandle = -4;

    /// <summary>The address cannot be mapped.</summary>
    public const long BadVirtualAddress = -5;

    /// <summary>No free maptrack handle.</summary>
    public const long NoDeviceSpace = -7;

    /// <summary>Denied by the reference monitor.</summary>
    public const long PermissionDenied = -8;

    /// <summary>The entry names no frame that its owner may grant.</summary>
    public const long BadPage = -9;

    /// <summary>A piece of memory crosses the end of its page, or two overlap.</summary>
    public const long BadCopyArgument = -10;

    /// <summary>Not now: the entry is in use.</summary>
    public const long TryAgain = -12;
}

/// <summary>How far a change of the policy has come.</summary>
public static class ChangePhase
{
    /// <summary>There is none.</summary>
    public const ulong None = 0;

    /// <summary>The domains get their new labels, one after the other.</summary>
    public const ulong Labelling = 1;

    /// <summary>Channels and mappings are looked at, one after the other.</summary>
    public const ulong Scanning = 2;
}

/// <summary>Why a change is refused (Xen's ACM, acm_ops.h): the upper half of a step's result; a parameter below.</summary>
public static class ChangeError
{
    /// <summary>A channel: its domain in the upper 16 bits of the parameter, the one at its other end below.</summary>
    public const ulong Channel = 0x100;

    /// <summary>A mapping: the mapper in the upper 16 bits of the parameter, the granter below.</summary>
    public const ulong Grant = 0x101;

    /// <summary>A domain whose new label is unknown or domain 0's alone.</summary>
    public const ulong Domain = 0x102;

    /// <summary>A Chinese Wall type that cannot run beside another.</summary>
    public const ulong ChineseWall = 0x103;

    /// <summary>A label that is deleted though a domain carries it.</summary>
    public const ulong LabelInUse = 0x104;

    /// <summary>Instead of a label's number: it is deleted.</summary>
    public const ulong Deleted = 0xffff;
}
