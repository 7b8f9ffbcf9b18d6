namespace Verified.Kernel.Boot;

/// <summary>What a PVH boot loader passes: xen/include/public/arch-x86/hvm/start_info.h.</summary>
public struct StartInfo
{
    /// <summary>The value of <see cref="Magic"/>: "xEn3" with the high bit set.</summary>
    public const uint MagicValue = 0x336ec578;

    /// <summary>Identifies the structure.</summary>
    public uint Magic;

    /// <summary>1 from the version on that has a memory map.</summary>
    public uint Version;

    /// <summary>Flags (SIF_*).</summary>
    public uint Flags;

    /// <summary>Number of modules.</summary>
    public uint ModuleCount;

    /// <summary>Physical address of the module list.</summary>
    public ulong Modules;

    /// <summary>Physical address of the command line, or 0.</summary>
    public ulong CommandLine;

    /// <summary>Physical address of the ACPI RSDP.</summary>
    public ulong Rsdp;

    /// <summary>Physical address of the memory map.</summary>
    public ulong MemoryMap;

    /// <summary>Entries of the memory map.</summary>
    public uint MemoryMapCount;

    /// <summary>Always 0.</summary>
    public uint Reserved;
}

/// <summary>An entry of the module list.</summary>
public struct StartInfoModule
{
    /// <summary>Physical address.</summary>
    public ulong Address;

    /// <summary>Bytes.</summary>
    public ulong Size;

    /// <summary>Physical address of its command line, or 0.</summary>
    public ulong CommandLine;

    /// <summary>Always 0.</summary>
    public ulong Reserved;
}

/// <summary>An entry of the memory map.</summary>
public struct StartInfoMemory
{
    /// <summary>The type of ordinary memory.</summary>
    public const uint Ram = 1;

    /// <summary>The type of addresses at which there is nothing to be used, RAM or device.</summary>
    public const uint Unusable = 5;

    /// <summary>The type of memory that holds ACPI tables and can be used when they have been read.</summary>
    public const uint Acpi = 3;

    /// <summary>Physical address.</summary>
    public ulong Address;

    /// <summary>Bytes.</summary>
    public ulong Size;

    /// <summary>Type, as in the BIOS's e820 map.</summary>
    public uint Type;

    /// <summary>Always 0.</summary>
    public uint Reserved;
}
