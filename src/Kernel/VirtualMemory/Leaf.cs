using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>What a nested page-table leaf maps; the number in bits 9 to 11, which the processor ignores.</summary>
public static class LeafKind
{
    /// <summary>Nothing: the whole leaf is 0.</summary>
    public const uint Empty = 0;

    /// <summary>RAM that the domain owns.</summary>
    public const uint Ram = 1;

    /// <summary>The domain's own shared_info.</summary>
    public const uint SharedInfo = 2;

    /// <summary>The domain's own grant table.</summary>
    public const uint GrantTable = 3;

    /// <summary>A grant of another domain, by the maptrack handle in bits 52 to 61.</summary>
    public const uint Mapping = 4;

    /// <summary>A frame of another domain, mapped by privilege.</summary>
    public const uint Foreign = 5;

    /// <summary>
    /// A mapping that was taken away: the zero frame, read-only, with the handle in the same bits. A write there ends
    /// the domain.
    /// </summary>
    public const uint Revoked = 6;
}

/// <summary>
/// A leaf of a nested page table in the processor's own format (AMD64 manual vol. 2, section 5.3 and 15.25): the
/// table that the proofs speak of is the one that the hardware walks. Accessed and dirty are set from the start, so
/// that the processor never changes a leaf.
/// </summary>
public static class Leaf
{
    /// <summary>Present (bit 0), user (bit 2: nested walks are user accesses), accessed (5) and dirty (6).</summary>
    public const ulong Present = 0x65;

    /// <summary>Writable.</summary>
    public const ulong Writable = 0x2;

    /// <summary>Not executable: set on everything but RAM.</summary>
    public const ulong NoExecute = 1UL << 63;

    /// <summary>Where the kind stands.</summary>
    public const int KindShift = 9;

    /// <summary>Where the machine frame number stands.</summary>
    public const int FrameShift = 12;

    /// <summary>Where the maptrack handle stands.</summary>
    public const int HandleShift = 52;

    /// <summary>The kind of a leaf, one of <see cref="LeafKind"/>.</summary>
    public static uint Kind(ulong leaf) => (uint)(leaf >> KindShift) & 7;

    /// <summary>The machine frame number of a leaf.</summary>
    public static uint MachineFrame(ulong leaf) => (uint)(leaf >> FrameShift) & (Limits.Frames - 1);
}

/// <summary>The leaves of one domain, indexed by guest frame number: whole page tables of 512 entries.</summary>
[InlineArray(Limits.GuestFrames)]
public struct LeafRow
{
    private ulong _leaf;
}

/// <summary>All leaves, [domain][gfn].</summary>
[InlineArray(Limits.Domains)]
public struct LeafTable
{
    private LeafRow _row;
}
