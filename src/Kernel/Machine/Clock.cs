using Verified.Kernel.Boot;

namespace Verified.Kernel.Machine;

/// <summary>
/// Time since boot, by the time-stamp counter; its rate and the APIC timer's are measured against the one clock of a
/// PC whose rate is known, channel 2 of the interval timer (Intel 8254, 1,193,182 Hz). The rates are sealed: both sides of
/// the gate tell the same time.
/// </summary>
public static class Clock
{
    private const uint Channel2 = 0x42;
    private const uint Command = 0x43;
    private const uint SpeakerControl = 0x61;
    private const uint GateBit = 1;
    private const uint OutputBit = 0x20;

    // Channel 2, low byte then high byte, mode 0: the output rises when the count is done.
    private const uint CountOnce = 0xb0;

    // 5 ms at 1,193,182 Hz.
    private const uint Count = 5966;
    private const ulong MeasuredMicroseconds = 5000;
    private const uint MostTicks = 0xffff_ffff;
    private const int MostPolls = 100_000_000;

    /// <summary>Measures both rates: takes 5 ms. Early boot calls it; the APIC has been started.</summary>
    public static void Calibrate()
    {
        uint control = (Cpu.PortRead8(SpeakerControl) & 0xfc) | GateBit;
        Cpu.PortWrite8(SpeakerControl, control);
        Cpu.PortWrite8(Command, CountOnce);
        Cpu.PortWrite8(Channel2, Count & 0xff);
        Apic.StartTimer(MostTicks);
        Cpu.PortWrite8(Channel2, Count >> 8);
        ulong start = Cpu.ReadTsc();
        for (int i = 0; i < MostPolls && (Cpu.PortRead8(SpeakerControl) & OutputBit) == 0; i++)
        {
        }

        ulong end = Cpu.ReadTsc();
        BootInfo.Instance.ApicPerMicrosecond = AtLeastOne((MostTicks - Apic.Remaining) / MeasuredMicroseconds);
        Apic.StartTimer(0);
        BootInfo.Instance.TscPerMicrosecond = AtLeastOne((end - start) / MeasuredMicroseconds);
        BootInfo.Instance.ClockStart = start;
    }

    /// <summary>Nanoseconds since boot.</summary>
    public static ulong Now
    {
        get
        {
            // Microseconds and the rest apart: the product stays within 64 bits.
            ref BootInfo info = ref BootInfo.Instance;
            ulong rate = info.TscPerMicrosecond;
            ulong ticks = Cpu.ReadTsc() - info.ClockStart;
            ulong whole = ticks / rate;
            return (whole * 1000) + ((ticks - (whole * rate)) * 1000 / rate);
        }
    }

    /// <summary>
    /// Has the timer's interrupt come at a time, or a second from now if that is sooner; a little late rather than early.
    /// </summary>
    /// <param name="time">Nanoseconds since boot; at once if it has passed.</param>
    /// <param name="now">Nanoseconds since boot.</param>
    public static void InterruptAt(ulong time, ulong now)
    {
        const ulong Most = 1_000_000;
        ulong microseconds = time > now ? ((time - now) / 1000) + 1 : 1;
        ulong ticks = (microseconds > Most ? Most : microseconds) * BootInfo.Instance.ApicPerMicrosecond;
        Apic.StartTimer(ticks > MostTicks ? MostTicks : (uint)ticks);
    }

    private static ulong AtLeastOne(ulong value) => value == 0 ? 1 : value;
}
