using System.Threading;

namespace Verified.Kernel.Machine;

/// <summary>
/// The local APIC's timer, in one-shot mode: AMD64 manual vol. 2, section 16.4.1. Its registers are mapped for glue
/// alone. The old interrupt controllers are silenced.
/// </summary>
public static unsafe class Apic
{
    private const ulong Base = 0xfee0_0000;
    private const ulong SpuriousInterrupt = 0xf0;
    private const ulong TimerEntry = 0x320;
    private const ulong InitialCount = 0x380;
    private const ulong CurrentCount = 0x390;
    private const ulong DivideConfiguration = 0x3e0;
    private const uint Enable = 0x100;
    private const uint DivideByOne = 0xb;
    private const uint FirstPicData = 0x21;
    private const uint SecondPicData = 0xa1;

    /// <summary>Enables the APIC; the timer stays stopped.</summary>
    public static void Start()
    {
        Cpu.PortWrite8(FirstPicData, 0xff);
        Cpu.PortWrite8(SecondPicData, 0xff);
        Write(SpuriousInterrupt, Enable | Boot.DescriptorTables.SpuriousVector);
        Write(DivideConfiguration, DivideByOne);
        Write(TimerEntry, Boot.DescriptorTables.TimerVector);
    }

    /// <summary>Starts the timer: its interrupt comes after this many ticks. 0 stops it.</summary>
    public static void StartTimer(uint ticks) => Write(InitialCount, ticks);

    /// <summary>Ticks until the timer's interrupt.</summary>
    public static uint Remaining => Volatile.Read(ref *(uint*)(Base + CurrentCount));

    private static void Write(ulong register, uint value) => Volatile.Write(ref *(uint*)(Base + register), value);
}
