using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verified.Kernel;

/// <summary>
/// How the calling vCPU saw its memory when it called: what a walk of its page tables needs. Laid out as the processor
/// saves it, from CS on (AMD64 manual vol. 2, table B-2), so that the machine need not copy it for a call.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 0x150)]
public struct CallerMode
{
    /// <summary>CR0.PG: paging is on.</summary>
    public const ulong Paging = 1UL << 31;

    /// <summary>CR0.WP: the kernel, too, keeps to read-only entries.</summary>
    public const ulong WriteProtect = 1UL << 16;

    /// <summary>CR4.LA57: five levels of page tables.</summary>
    public const ulong FiveLevels = 1UL << 12;

    /// <summary>CR4.PSE: outside long mode and PAE, pages of 4 MiB.</summary>
    public const ulong PageSizeExtensions = 1UL << 4;

    /// <summary>CR4.PAE: entries of 8 bytes.</summary>
    public const ulong PhysicalAddressExtension = 1UL << 5;

    /// <summary>EFER.LMA: long mode is active.</summary>
    public const ulong LongMode = 1UL << 10;

    /// <summary>CS.L, among the attributes: in long mode, 64-bit code.</summary>
    public const ushort WideCode = 1 << 9;

    /// <summary>The attributes of CS, 12 bits: of them <see cref="WideCode"/> counts.</summary>
    [FieldOffset(0x002)]
    public ushort CodeAttributes;

    /// <summary>The current privilege level, 0 to 3.</summary>
    [FieldOffset(0x0bb)]
    public byte PrivilegeLevel;

    /// <summary>EFER.</summary>
    [FieldOffset(0x0c0)]
    public ulong Efer;

    /// <summary>CR4.</summary>
    [FieldOffset(0x138)]
    public ulong Cr4;

    /// <summary>CR3.</summary>
    [FieldOffset(0x140)]
    public ulong Cr3;

    /// <summary>CR0.</summary>
    [FieldOffset(0x148)]
    public ulong Cr0;

    /// <summary>1 when the call came from 64-bit code (EFER.LMA and CS.L), else 0.</summary>
    public uint Is64Bit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => (Efer & LongMode) != 0 && (CodeAttributes & WideCode) != 0 ? 1u : 0;
        init => CodeAttributes = value != 0 ? WideCode : (ushort)0;
    }
}
