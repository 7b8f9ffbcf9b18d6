namespace Verified.Kernel.Boot;

/// <summary>Where the hypervisor sees what does not stand at its physical address.</summary>
public static class AddressSpace
{
    /// <summary>The guest frame pool: physical address p at this plus p. Behind the gate only.</summary>
    public const ulong DirectMap = 0x0000_1000_0000_0000;

    /// <summary>The boot archive, read-only: the large page that holds its first byte stands here.</summary>
    public const ulong Archive = 0x0000_2000_0000_0000;

    /// <summary>A large page: 2 MiB.</summary>
    public const ulong LargePage = 1UL << 21;

    /// <summary>The end of physical memory that is used: the frame table describes no more.</summary>
    public const ulong PhysicalEnd = (ulong)Limits.Frames << 12;

    /// <summary>Largest boot archive, in bytes (512 MiB): what its window holds.</summary>
    public const ulong ArchiveMost = 1UL << 29;
}
