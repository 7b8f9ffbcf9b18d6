namespace Verified.Kernel;

/// <summary>
/// Byte offsets of the 64-bit shared_info (public/xen.h, public/arch-x86/xen.h), two-level event channels.
/// </summary>
public static class SharedInfo
{
    /// <summary>vcpu_info[0].evtchn_upcall_pending, 1 byte.</summary>
    public const uint UpcallPending = 0;

    /// <summary>vcpu_info[0].evtchn_upcall_mask, 1 byte.</summary>
    public const uint UpcallMask = 1;

    /// <summary>vcpu_info[0].evtchn_pending_sel, 8 bytes.</summary>
    public const uint PendingSelector = 8;

    /// <summary>evtchn_pending, 64 words of 8 bytes.</summary>
    public const uint Pending = 0x800;

    /// <summary>evtchn_mask, 64 words of 8 bytes.</summary>
    public const uint Mask = 0xa00;
}
