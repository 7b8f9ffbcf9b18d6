namespace Verified.Kernel;

/// <summary>How the calling vCPU saw its memory when it called: what a walk of its page tables needs.</summary>
public struct CallerMode
{
    /// <summary>CR0.PG: paging is on.</summary>
    public const ulong Paging = 1UL << 31;

    /// <summary>CR0.WP: the kernel, too, keeps to read-only entries.</summary>
    public const ulong WriteProtect = 1UL << 16;

    /// <summary>CR4.LA57: five levels of page tables.</summary>
    public const ulong FiveLevels = 1UL << 12;

    /// <summary>EFER.LMA: long mode is active.</summary>
    public const ulong LongMode = 1UL << 10;

    /// <summary>CR0.</summary>
    public ulong Cr0;

    /// <summary>CR3.</summary>
    public ulong Cr3;

    /// <summary>CR4.</summary>
    public ulong Cr4;

    /// <summary>EFER.</summary>
    public ulong Efer;

    /// <summary>The current privilege level, 0 to 3.</summary>
    public uint PrivilegeLevel;

    /// <summary>1 when the call came from 64-bit code (EFER.LMA and CS.L), else 0.</summary>
    public uint Is64Bit;
}
