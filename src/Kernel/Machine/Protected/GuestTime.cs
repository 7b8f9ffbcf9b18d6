using System.Runtime.CompilerServices;
using Verified.Kernel.Boot;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// What a guest needs to tell system time from the time-stamp counter by itself, and the time of day from that. The counter is neither shifted nor
/// scaled for guests and its rate never changes, so that it is said once, in shared_info; a vcpu_info that is
/// registered later starts as a copy of what stands there.
/// </summary>
public static class GuestTime
{
    private const uint StableVersion = 2;

    // PVCLOCK_TSC_STABLE_BIT.
    private const byte TscIsStable = 1;

    /// <summary>Tells a new domain, whose vcpu_info stands in shared_info.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Announce(ref State s, uint domain)
    {
        if (domain >= Limits.Domains)
            return;
        ref BootInfo info = ref BootInfo.Instance;
        uint frame = s.Domains[(int)domain].SharedInfoFrame;
        TimeScale scale = TimeScale.Of(info.TscPerMicrosecond);
        FrameMemory.Write64(ref s, frame, VcpuInfo.TimeStamp, info.ClockStart);
        FrameMemory.Write64(ref s, frame, VcpuInfo.TimeSystem, 0);
        FrameMemory.Write32(ref s, frame, VcpuInfo.TimeMultiplier, scale.Multiplier);
        FrameMemory.Write8(ref s, frame, VcpuInfo.TimeShift, (byte)scale.Shift);
        FrameMemory.Write8(ref s, frame, VcpuInfo.TimeFlags, TscIsStable);
        FrameMemory.Write32(ref s, frame, VcpuInfo.TimeVersion, StableVersion);
        FrameMemory.Write32(ref s, frame, SharedInfo.WallSeconds, (uint)info.WallSeconds);
        FrameMemory.Write32(ref s, frame, SharedInfo.WallSecondsHigh, (uint)(info.WallSeconds >> 32));
        FrameMemory.Write32(ref s, frame, SharedInfo.WallVersion, StableVersion);
    }
}
