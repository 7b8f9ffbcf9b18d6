using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>What the operator calls the domains: from the manifest, or as they were created.</summary>
internal static class Domains
{
    /// <summary>Longest name, in bytes.</summary>
    internal const int MostName = 31;

    /// <summary>Instead of an id: there is none.</summary>
    internal const uint None = uint.MaxValue;

    private static Names s_names;

    /// <summary>The names that the manifest gives: its domains have the ids 0, 1, 2 and so on.</summary>
    internal static void ReadManifest()
    {
        if (!Files.TryFind("manifest"u8, out ReadOnlySpan<byte> text))
            return;
        Manifest manifest = new(text);
        for (uint id = 0; id < Limits.Domains && manifest.TryNext(out ManifestDomain domain, out _); id++)
            Name(id, text.Slice(domain.Name.Start, domain.Name.Length));
    }

    /// <summary>Gives a domain a name; what is too long is cut off.</summary>
    internal static void Name(uint id, ReadOnlySpan<byte> name)
    {
        ref DomainName entry = ref s_names[(int)id];
        int length = name.Length < MostName ? name.Length : MostName;
        entry.Length = length;
        for (int i = 0; i < length; i++)
            entry.Bytes[i] = name[i];
    }

    /// <summary>A domain's name; empty when it has none.</summary>
    internal static ReadOnlySpan<byte> Name(uint id)
    {
        ref DomainName entry = ref s_names[(int)(id & (Limits.Domains - 1))];
        return MemoryMarshal.CreateReadOnlySpan(ref entry.Bytes[0], entry.Length);
    }

    /// <summary>Shows a domain as <c>name[id]</c>.</summary>
    internal static void Write(uint id)
    {
        if (id < Limits.Domains)
            Screen.WriteSafely(Name(id));
        Screen.Write("["u8);
        Screen.Write(id);
        Screen.Write("]"u8);
    }

    /// <summary>The domain that a word means: an id, or the name of one that exists. <see cref="None"/> if none.</summary>
    internal static uint Find(ReadOnlySpan<byte> word)
    {
        bool isId = Text.TryDecimal(word, out uint id);
        DomainInfo info = default;
        for (uint next = 0; Domctl.TryGetInfo(next, ref info); next = info.Id + 1)
        {
            if (isId ? info.Id == id : Text.Same(Name(info.Id), word))
                return info.Id;
        }

        return None;
    }

    private struct DomainName
    {
        internal int Length;
        internal NameBytes Bytes;
    }

    [InlineArray(MostName)]
    private struct NameBytes
    {
        private byte _byte;
    }

    [InlineArray(Limits.Domains)]
    private struct Names
    {
        private DomainName _name;
    }
}
