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
}
