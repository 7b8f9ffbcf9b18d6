using System;

namespace Verified.Kernel.Boot;

/// <summary>The boot archive's bytes: mapped read-only on both sides of the gate.</summary>
public static unsafe class ArchiveWindow
{
    /// <summary>Bytes of the archive.</summary>
    public static ulong Size => BootInfo.Instance.ArchiveSize;

    /// <summary>The whole archive.</summary>
    public static ReadOnlySpan<byte> All => new(Start, (int)Size);

    /// <summary>Whether a range lies in the archive.</summary>
    public static bool Holds(ulong offset, ulong length) => offset <= Size && length <= Size - offset;

    /// <summary>A byte; the offset is in the archive.</summary>
    public static byte Byte(ulong offset) => Start[offset];

    /// <summary>Eight bytes, at any alignment; they are in the archive.</summary>
    public static ulong Word(ulong offset) => *(ulong*)(Start + offset);

    private static byte* Start =>
        (byte*)(AddressSpace.Archive + (BootInfo.Instance.ArchiveAddress & (AddressSpace.LargePage - 1)));
}
