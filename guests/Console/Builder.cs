using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>
/// Fills a new domain: RAM, a guest image, a PVH start info, the first registers. Results are the hypervisor's.
/// </summary>
internal static unsafe class Builder
{
    /// <summary>ENOMEM, negated.</summary>
    internal const long NoMemory = -12;

    private const uint InstructionPointer = 128;
    private const uint RegisterB = 8;

    /// <summary>A new domain of a label with clear RAM from frame 0 on; its id, or an error and no domain.</summary>
    internal static long New(uint ssidref, uint frames)
    {
        long id = NewWithoutRam(ssidref, frames);
        return id < 0 ? id : Keep((uint)id, Populate((uint)id, frames));
    }

    /// <summary>A new domain of a label that may have RAM; its id, or an error and no domain.</summary>
    internal static long NewWithoutRam(uint ssidref, uint frames)
    {
        const uint KibAFrame = 4;
        long id = Domctl.CreateDomain(ssidref);
        return id < 0 ? id : Keep((uint)id, Domctl.SetMaximumMemory((uint)id, frames * KibAFrame));
    }

    /// <summary>Loads a checked image and lets its first instruction be the domain's.</summary>
    internal static long Load(
        uint domain, uint frames, ReadOnlySpan<byte> image, int headers, uint entry, ReadOnlySpan<byte> argument)
    {
        uint startInfo = (frames - 1) * Pages.Size;
        for (uint gfn = 0; gfn < frames - 1; gfn++)
        {
            if (!Compose(gfn, image, headers))
                continue;
            long result = Domctl.LoadPage(domain, gfn, Pages.Content);
            if (result != 0)
                return result;
        }

        WriteStartInfo(startInfo, argument);
        long error = Domctl.LoadPage(domain, frames - 1, Pages.Content);
        if (error == 0)
            error = Domctl.GetContext(domain, Pages.Context);
        *(ulong*)(Pages.Context + InstructionPointer) = entry;
        *(ulong*)(Pages.Context + RegisterB) = startInfo;
        return error != 0 ? error : Domctl.SetContext(domain, Pages.Context);
    }

    /// <summary>A new domain's id, if what was done with it succeeded; else it goes again.</summary>
    private static long Keep(uint domain, long result)
    {
        if (result == 0)
            return domain;
        Domctl.DestroyDomain(domain);
        return result;
    }

    private static long Populate(uint domain, uint frames)
    {
        for (uint first = 0; first < frames; first += Pages.Words)
        {
            uint count = frames - first < Pages.Words ? frames - first : Pages.Words;
            for (uint i = 0; i < count; i++)
                Pages.List[i] = first + i;
            long done = Domctl.Populate(domain, Pages.List, count);
            if (done != count)
                return done < 0 ? done : NoMemory;
        }

        return 0;
    }

    /// <summary>What a frame holds of an image; false when it is nothing.</summary>
    private static bool Compose(uint gfn, ReadOnlySpan<byte> image, int headers)
    {
        ulong start = (ulong)gfn * Pages.Size;
        bool any = false;
        for (int i = 0; i < headers; i++)
        {
            if (!ElfImage.TrySegment(image, i, out ElfSegment segment))
                continue;
            ulong from = segment.Address > start ? segment.Address : start;
            ulong end = (ulong)segment.Address + segment.FileSize;
            ulong to = end < start + Pages.Size ? end : start + Pages.Size;
            if (from >= to)
                continue;
            if (!any)
                Pages.Clear(Pages.Content);
            any = true;
            for (ulong at = from; at < to; at++)
                Pages.Content[at - start] = image[(int)(segment.Offset + (at - segment.Address))];
        }

        return any;
    }

    /// <summary>hvm_start_info (arch-x86/hvm/start_info.h): one entry of RAM, and the command line.</summary>
    private static void WriteStartInfo(uint address, ReadOnlySpan<byte> argument)
    {
        const uint MapOffset = 64;
        const uint CommandLineOffset = 128;
        const ulong MapEntries = 1;
        const ulong Ram = 1;
        const ulong MagicAndVersion = 0x336ec578 | (1UL << 32);
        ulong* words = (ulong*)Pages.Content;
        Pages.Clear(Pages.Content);
        words[0] = MagicAndVersion;
        words[3] = address + CommandLineOffset;
        words[5] = address + MapOffset;
        words[6] = MapEntries;
        words[(MapOffset / 8) + 1] = address + Pages.Size;
        words[(MapOffset / 8) + 2] = Ram;
        for (int i = 0; i < argument.Length; i++)
            Pages.Content[(int)CommandLineOffset + i] = argument[i];
    }
}
