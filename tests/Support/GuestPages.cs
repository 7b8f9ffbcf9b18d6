using Verified.Kernel;

namespace Verified.Testing;

/// <summary>
/// Page tables of a guest in long mode, in its own RAM: the top level at guest frame 0, then one table a level. The
/// last one shows each guest frame at the address of the same number, and can be changed entry by entry.
/// </summary>
public static class GuestPages
{
    /// <summary>Guest frames that the tables take, from 0 on; they have to be RAM.</summary>
    public const uint Tables = 4;

    /// <summary>Present and writable.</summary>
    public const ulong Writable = 3;

    /// <summary>Present and read-only.</summary>
    public const ulong ReadOnly = 1;

    /// <summary>Builds the tables of a domain and gives the mode of a vCPU that runs on them, in its kernel.</summary>
    public static CallerMode Build(Machine machine, uint domain)
    {
        for (uint level = 0; level < Tables - 1; level++)
            Entry(machine, domain, level, 0) = ((ulong)(level + 1) << 12) | Writable;
        for (uint gfn = 0; gfn < Limits.GuestFrames; gfn++)
            Map(machine, domain, gfn, gfn, Writable);

        return new()
        {
            Cr0 = CallerMode.Paging | CallerMode.WriteProtect | 1,
            Cr3 = 0,
            Efer = CallerMode.LongMode,
            Is64Bit = 1,
        };
    }

    /// <summary>Maps one page of the first 2 MiB.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="domain">The guest.</param>
    /// <param name="page">The page number, 0 to 511.</param>
    /// <param name="gfn">The guest frame it shows.</param>
    /// <param name="flags">The low bits of the entry.</param>
    public static void Map(Machine machine, uint domain, uint page, ulong gfn, ulong flags) =>
        Entry(machine, domain, Tables - 1, page) = (gfn << 12) | flags;

    /// <summary>An entry of one of the tables: level 0 is the top one.</summary>
    public static ref ulong Entry(Machine machine, uint domain, uint level, uint index)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ulong leaf = machine.State.Leaves[(int)domain][(int)level];
        return ref machine.Word(Leaf.MachineFrame(leaf), index * 8);
    }
}
