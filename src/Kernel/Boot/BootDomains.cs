using System;
using Verified.Kernel.Machine;

namespace Verified.Kernel.Boot;

/// <summary>
/// Creates the domains of the manifest, through the handlers that create domains later. Nothing runs before all of
/// them stand: an error stops the machine, and no half of a system starts.
/// </summary>
internal static class BootDomains
{
    private const uint PageSize = 4096;
    private const uint GatePages = 512;

    // What a domain with a module in its RAM has at least beside it.
    private const uint LeastBesideModule = 1 << 18;

    /// <summary>All domains, in the manifest's order; the first is domain 0 and privileged. Their number.</summary>
    internal static uint Create()
    {
        ArchiveEntry entry = BootArchive.Get(BootArchive.ManifestName, StopCode.Manifest);
        ReadOnlySpan<byte> text = ArchiveWindow.All.Slice(entry.Offset, entry.Length);
        uint count = Check(text);
        Manifest manifest = new(text);
        while (manifest.TryNext(out ManifestDomain domain, out _))
            CreateOne(text, entry.Offset, in domain, manifest.Line);
        for (uint domain = 0; domain < count; domain++)
            Gate.Unpause(domain);
        return count;
    }

    /// <summary>Reads the whole manifest before any domain is created; the number of domains.</summary>
    private static uint Check(ReadOnlySpan<byte> text)
    {
        Manifest manifest = new(text);
        uint count = 0;
        ParseError error;
        while (manifest.TryNext(out _, out error))
            count++;
        if (error != ParseError.None)
            Fail(manifest.Line, default, ParseErrorText.Of(error), StopCode.Manifest);
        if (count == 0)
            Fail(1, default, "no domain; write: domain LABEL image=NAME memory=KIB"u8, StopCode.Manifest);
        return count;
    }

    private static void CreateOne(ReadOnlySpan<byte> text, int offset, in ManifestDomain wanted, int line)
    {
        ReadOnlySpan<byte> label = text.Slice(wanted.Label.Start, wanted.Label.Length);
        if (!PolicyFile.TryFindLabel(label, out uint ssidref))
            Fail(line, label, " is no VM label of the policy; use one that is"u8, StopCode.Manifest);
        uint pages = wanted.Memory / 4;
        bool first = Areas.State.Domains[0].Status == DomainStatus.Free;
        long domain = Gate.CreateDomain(ssidref, pages, first ? 1U : 0);
        if (domain < 0)
        {
            DenialPrinter.Drain();
            Fail(line, label, domain == Errno.Denied ? " may not run here now, says the policy; leave it out"u8
                : " finds no memory; give QEMU more (-m) or leave it out"u8, StopCode.Domain);
        }

        ReadOnlySpan<byte> name = text.Slice(wanted.Image.Start, wanted.Image.Length);
        ArchiveEntry image = BootArchive.Get(name, StopCode.GuestImage);
        ArchiveEntry module = Module(text, in wanted);
        uint ram = pages * PageSize;
        uint free = ram - (wanted.Console ? 2 * PageSize : PageSize);
        if (module.Length != 0 && ram < (ulong)module.Length + LeastBesideModule)
            Fail(line, label, " has no room for its module; raise memory="u8, StopCode.Manifest);
        uint modules = GuestStartInfo.ModuleAddress(free, (uint)module.Length);

        ParseError error = ElfImage.Check(ArchiveWindow.All.Slice(image.Offset, image.Length), modules,
            out int headers, out uint entry);
        if (error != ParseError.None)
            FailImage(name, error);
        for (uint gfn = 0; gfn < pages; gfn += GatePages)
        {
            uint step = pages - gfn < GatePages ? pages - gfn : GatePages;
            if (Gate.PopulateFrames((uint)domain, gfn, step) != Errno.Okay)
                Fail(line, label, " finds no memory; give QEMU more (-m) or leave it out"u8, StopCode.Memory);
        }

        LoadSegments((uint)domain, image, headers);
        GuestStartInfo.Write((uint)domain, ram, free, (uint)(offset + wanted.Argument.Start), (uint)wanted.Argument.Length);
        if (module.Length != 0)
            GuestStartInfo.AddModule((uint)domain, ram, modules, (uint)module.Offset, (uint)module.Length);
        if (wanted.Console && Gate.AddConsole((uint)domain, free / PageSize) != Errno.Okay)
        {
            DenialPrinter.Drain();
            Fail(line, label, " may not have a console: its label shares nothing with itself; take console away"u8,
                StopCode.Domain);
        }

        if (wanted.Operator)
            GuestConsole.HasOperator = true;

        Gate.Prepare((uint)domain, entry, ram - PageSize);
    }

    /// <summary>What the domain gets as its module: the whole archive, a file of it, or nothing.</summary>
    private static ArchiveEntry Module(ReadOnlySpan<byte> text, in ManifestDomain wanted)
    {
        ArchiveEntry module = default;
        if (wanted.Operator)
            module.Length = (int)ArchiveWindow.Size;
        else if (wanted.Module.Length != 0)
            module = BootArchive.Get(text.Slice(wanted.Module.Start, wanted.Module.Length), StopCode.GuestImage);
        return module;
    }

    private static void LoadSegments(uint domain, in ArchiveEntry image, int headers)
    {
        ReadOnlySpan<byte> bytes = ArchiveWindow.All.Slice(image.Offset, image.Length);
        for (int i = 0; i < headers; i++)
        {
            if (ElfImage.TrySegment(bytes, i, out ElfSegment segment))
                Gate.LoadArchive(domain, segment.Address, (uint)image.Offset + segment.Offset, segment.FileSize);
        }
    }

    private static void Fail(int line, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> text, uint stopCode)
    {
        Panic.Begin("boot archive: manifest"u8);
        Serial.Write("line "u8);
        Serial.WriteDecimal((uint)line);
        Serial.Write(": "u8);
        Serial.Write(subject);
        Serial.Write(text);
        Serial.WriteByte((byte)'\n');
        Panic.PowerOff(stopCode);
    }

    private static void FailImage(ReadOnlySpan<byte> name, ParseError error)
    {
        Panic.Begin("boot archive"u8);
        Serial.Write(name);
        Serial.Write(": "u8);
        Serial.Write(ParseErrorText.Of(error));
        Serial.WriteByte((byte)'\n');
        Panic.PowerOff(StopCode.GuestImage);
    }
}
