using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>
/// <c>restore FILE [NAME]</c>: makes a domain of a saved one. All of the stream is checked before anything is made, and
/// what fails leaves nothing behind.
/// </summary>
internal static unsafe class RestoreCommand
{
    internal static ReadOnlySpan<byte> Usage => "restore FILE [NAME]"u8;

    internal static void Run(ref Words words)
    {
        ReadOnlySpan<byte> file = words.Next();
        ReadOnlySpan<byte> wanted = words.Next();
        if (file.Length == 0 || words.HasMore)
        {
            Complain.Usage(Usage);
            return;
        }

        if (!Files.TryFind(file, out ReadOnlySpan<byte> bytes))
        {
            Complain.About(file, "no such file in the boot archive; 'files' lists them"u8);
            return;
        }

        if (!SavedDomain.TryFind(bytes, wanted, out ReadOnlySpan<byte> stream))
        {
            Complain.About(file, "no saved domain, or none of this name; give QEMU's file of the second serial port"u8);
            return;
        }

        ReadOnlySpan<byte> why = SavedDomain.WhyNot(stream);
        if (why.Length != 0)
        {
            Complain.About(file, why);
            return;
        }

        ReadOnlySpan<byte> name = SavedDomain.Name(stream);
        if (TryLabel(file, SavedDomain.Label(stream), out uint ssidref) && IsOfThePolicy(file, stream)
            && CreateCommand.TryName(name))
            Build(name, ssidref, stream);
    }

    private static bool TryLabel(ReadOnlySpan<byte> file, ReadOnlySpan<byte> label, out uint ssidref)
    {
        if (Policy.TryFind(label, out ssidref))
            return true;
        Screen.WriteSafely(file);
        Screen.Write(": this policy has no label "u8);
        Screen.WriteSafely(label);
        Screen.Line("; put the policy in force that the domain was saved under"u8);
        return false;
    }

    private static bool IsOfThePolicy(ReadOnlySpan<byte> file, ReadOnlySpan<byte> stream)
    {
        if (SavedDomain.IsOfThePolicy(stream))
            return true;
        Complain.About(file, "saved under another policy; put the same name, version and hash in force on both machines"u8);
        return false;
    }

    private static void Build(ReadOnlySpan<byte> name, uint ssidref, ReadOnlySpan<byte> stream)
    {
        uint frames = StreamLayout.Word(stream, StreamLayout.FramesAt);
        long id = Builder.NewWithoutRam(ssidref, frames);
        if (id < 0)
        {
            CreateCommand.Refuse(name, ssidref, id);
            return;
        }

        uint domain = (uint)id;
        long result = Fill(domain, frames, stream);
        for (int i = 0; i < StreamLayout.ContextSize; i++)
            Pages.Context[i] = stream[StreamLayout.ContextAt + i];
        if (result == 0)
            result = Domctl.SetContext(domain, Pages.Context);
        if (result == 0)
            result = Domctl.Unpause(domain);
        if (result != 0)
        {
            Domctl.DestroyDomain(domain);
            Complain.Of(name, result);
            return;
        }

        Domains.Name(domain, name);
        Domains.Write(domain);
        Screen.Line(" restored"u8);
    }

    private static long Fill(uint domain, uint frames, ReadOnlySpan<byte> stream)
    {
        int at = StreamLayout.HeaderSize;
        for (uint i = 0; i < frames; i++)
        {
            SavedDomain.TryNextFrame(stream, ref at, out ulong gfn, out int page);
            Pages.List[0] = gfn;
            long done = Domctl.Populate(domain, Pages.List, 1);
            if (done != 1)
                return done < 0 ? done : Builder.NoMemory;
            if (page < 0)
                continue;
            for (int b = 0; b < (int)Pages.Size; b++)
                Pages.Content[b] = stream[page + b];
            long result = Domctl.LoadPage(domain, (uint)gfn, Pages.Content);
            if (result != 0)
                return result;
        }

        return 0;
    }
}
