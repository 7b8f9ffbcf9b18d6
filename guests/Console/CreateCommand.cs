using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary><c>create NAME LABEL IMAGE [KIB [ARGUMENT...]]</c>.</summary>
internal static class CreateCommand
{
    private const uint DefaultKib = 512;
    private const uint KibAFrame = 4;

    internal static ReadOnlySpan<byte> Usage => "create NAME LABEL IMAGE [KIB [ARGUMENT...]]"u8;

    internal static void Run(ref Words words)
    {
        ReadOnlySpan<byte> name = words.Next();
        ReadOnlySpan<byte> label = words.Next();
        ReadOnlySpan<byte> file = words.Next();
        uint kib = DefaultKib;
        if (file.Length == 0)
        {
            Complain.Usage(Usage);
            return;
        }

        if (words.HasMore && !TryMemory(words.Next(), out kib))
            return;
        if (!TryName(name) || !TryLabel(label, out uint ssidref) || !TryImage(file, out ReadOnlySpan<byte> image))
            return;
        ParseError error = ElfImage.Check(
            image, (((ulong)kib / KibAFrame) - 1) * Pages.Size, out int headers, out uint entry);
        if (error != ParseError.None)
        {
            Complain.About(file, ParseErrorText.Of(error));
            return;
        }

        Build(name, ssidref, kib / KibAFrame, image, headers, entry, words.Rest);
    }

    /// <summary>Whether a name can be a new domain's; complains if not.</summary>
    internal static bool TryName(ReadOnlySpan<byte> name)
    {
        if (name.Length > Domains.MostName)
            Complain.About(name, "a name has at most 31 bytes; shorten it"u8);
        else if (Text.TryDecimal(name, out _))
            Complain.About(name, "a name is not a number; put a letter in"u8);
        else if (Domains.Find(name) != Domains.None)
            Complain.About(name, "there is a domain of this name; choose another"u8);
        else
            return true;
        return false;
    }

    /// <summary>Reads a label of the policy in force; complains when it is none.</summary>
    internal static bool TryLabel(ReadOnlySpan<byte> label, out uint ssidref)
    {
        if (Policy.TryFind(label, out ssidref))
            return true;
        Complain.About(label, "no VM label of the policy; 'policy show' lists them"u8);
        return false;
    }

    /// <summary>Says why a domain of a label could not be made.</summary>
    internal static void Refuse(ReadOnlySpan<byte> name, uint ssidref, long error)
    {
        const long Denied = -13;
        if (error != Denied)
        {
            Complain.Of(name, error);
            return;
        }

        Screen.WriteSafely(name);
        Screen.Write(": a domain labelled "u8);
        Policy.WriteLabel(ssidref);
        Screen.Line(
            " may not run here now: the Chinese Wall stands against it, or the label is domain 0's alone; 'policy show'"u8);
    }

    private static bool TryMemory(ReadOnlySpan<byte> word, out uint kib)
    {
        if (Text.TryDecimal(word, out kib)
            && kib % KibAFrame == 0 && kib >= Manifest.LeastMemory && kib <= Manifest.MostMemory)
            return true;
        Complain.About(word, "memory is a multiple of 4 KiB, from 64 to 261120; change it"u8);
        return false;
    }

    private static bool TryImage(ReadOnlySpan<byte> file, out ReadOnlySpan<byte> image)
    {
        if (Files.TryFind(file, out image))
            return true;
        Complain.About(file, "no such file in the boot archive; 'files' lists them"u8);
        return false;
    }

    private static void Build(
        ReadOnlySpan<byte> name, uint ssidref, uint frames, ReadOnlySpan<byte> image, int headers, uint entry,
        ReadOnlySpan<byte> argument)
    {
        long id = Builder.New(ssidref, frames);
        if (id < 0)
        {
            Refuse(name, ssidref, id);
            return;
        }

        uint domain = (uint)id;
        long result = Builder.Load(domain, frames, image, headers, entry, argument);
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
        Screen.Line(" created"u8);
    }
}
