using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Boot;

/// <summary>A range of memory, whole large pages (2 MiB).</summary>
public struct MemoryRange
{
    /// <summary>First byte.</summary>
    public ulong Start;

    /// <summary>First byte after it.</summary>
    public ulong End;
}

/// <summary>The ranges of the guest frame pool.</summary>
[InlineArray(Capacity)]
public struct MemoryRanges
{
    /// <summary>Most ranges that are used; memory in further ones stays idle.</summary>
    public const int Capacity = 16;

    private MemoryRange _range;
}

/// <summary>What early boot learnt from the boot loader and of the clocks, for ever after.</summary>
public struct BootInfo
{
    /// <summary>Physical address of the boot archive.</summary>
    public ulong ArchiveAddress;

    /// <summary>Bytes of the boot archive.</summary>
    public ulong ArchiveSize;

    /// <summary>The guest frame pool.</summary>
    public MemoryRanges Pool;

    /// <summary>Ranges in use.</summary>
    public int PoolCount;

    /// <summary>Always 0.</summary>
    public int Padding;

    /// <summary>The time-stamp counter at time 0.</summary>
    public ulong ClockStart;

    /// <summary>Ticks of the time-stamp counter in a microsecond, at least 1.</summary>
    public ulong TscPerMicrosecond;

    /// <summary>Ticks of the APIC's timer in a microsecond, at least 1.</summary>
    public ulong ApicPerMicrosecond;

    /// <summary>The time of day at time 0: seconds since 1970, UTC.</summary>
    public ulong WallSeconds;

    /// <summary>The one instance, in the sealed region: early boot alone writes it.</summary>
    public static unsafe ref BootInfo Instance => ref *(BootInfo*)(delegate*<void>)&Symbol;

    [RuntimeImport("*", "boot_info")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Symbol();
}
