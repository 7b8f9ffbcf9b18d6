namespace Verified.Kernel;

/// <summary>
/// Byte offsets in a vcpu_info of 64 bytes (public/xen.h). It stands at the start of shared_info, or where the guest
/// registered one (VCPUOP_register_vcpu_info): <see cref="Vcpu.InfoFrame"/> and <see cref="Vcpu.InfoOffset"/>.
/// </summary>
public static class VcpuInfo
{
    /// <summary>evtchn_upcall_pending, 1 byte.</summary>
    public const uint UpcallPending = 0;

    /// <summary>evtchn_upcall_mask, 1 byte.</summary>
    public const uint UpcallMask = 1;

    /// <summary>evtchn_pending_sel, 8 bytes.</summary>
    public const uint PendingSelector = 8;

    /// <summary>time, a vcpu_time_info of 32 bytes.</summary>
    public const uint Time = 32;

    /// <summary>Of time: version, 4 bytes; odd while it is being changed.</summary>
    public const uint TimeVersion = Time;

    /// <summary>Of time: tsc_timestamp, 8 bytes.</summary>
    public const uint TimeStamp = Time + 8;

    /// <summary>Of time: system_time at that time stamp, 8 bytes.</summary>
    public const uint TimeSystem = Time + 16;

    /// <summary>Of time: tsc_to_system_mul, 4 bytes.</summary>
    public const uint TimeMultiplier = Time + 24;

    /// <summary>Of time: tsc_shift, 1 byte.</summary>
    public const uint TimeShift = Time + 28;

    /// <summary>Of time: flags, 1 byte.</summary>
    public const uint TimeFlags = Time + 29;

    /// <summary>Bytes of it.</summary>
    public const uint Size = 64;
}

/// <summary>
/// Byte offsets of the 64-bit shared_info (public/xen.h, public/arch-x86/xen.h), two-level event channels.
/// </summary>
public static class SharedInfo
{
    /// <summary>evtchn_pending, 64 words of 8 bytes.</summary>
    public const uint Pending = 0x800;

    /// <summary>evtchn_mask, 64 words of 8 bytes.</summary>
    public const uint Mask = 0xa00;

    /// <summary>wc_version, 4 bytes; odd while the wall clock is being changed.</summary>
    public const uint WallVersion = 0xc00;

    /// <summary>wc_sec, 4 bytes: the time of day when system time was 0, seconds since 1970 (UTC). wc_nsec is 0.</summary>
    public const uint WallSeconds = 0xc04;

    /// <summary>wc_sec_hi, 4 bytes: its upper half.</summary>
    public const uint WallSecondsHigh = 0xc0c;
}
