using System;

namespace Verified.Kernel.Boot;

/// <summary>A part of a text, by position.</summary>
public struct TextRange
{
    /// <summary>First byte.</summary>
    public int Start;

    /// <summary>Number of bytes.</summary>
    public int Length;
}

/// <summary>A domain that the manifest asks for.</summary>
public struct ManifestDomain
{
    /// <summary>The label's name.</summary>
    public TextRange Label;

    /// <summary>The name of the guest image in the archive.</summary>
    public TextRange Image;

    /// <summary>The guest's command line; may be empty.</summary>
    public TextRange Argument;

    /// <summary>The name of the file in the archive that the guest gets as its PVH module; empty for none.</summary>
    public TextRange Module;

    /// <summary>What the operator calls it; the image's name when the line says nothing.</summary>
    public TextRange Name;

    /// <summary>RAM in KiB, a multiple of 4.</summary>
    public uint Memory;

    /// <summary>
    /// Whether it is the operator's console: it gets the boot archive as a module, and its lines are printed as they are.
    /// </summary>
    public bool Operator;

    /// <summary>Whether it has a console page (public/io/console.h) whose other side is the hypervisor.</summary>
    public bool Console;
}

/// <summary>
/// The manifest of the boot archive: a line a domain, in the order of their ids,
/// <c>domain LABEL image=NAME memory=KIB [operator] [console] [module=NAME] [name=NAME] [arg=TEXT]</c>. Lines that are
/// empty or start with # say nothing. Only the first domain can be the operator's, whose module is the archive itself
/// and whose console is console_io.
/// </summary>
public ref struct Manifest
{
    /// <summary>Least RAM of a domain, in KiB.</summary>
    public const uint LeastMemory = 64;

    /// <summary>Most RAM of a domain, in KiB: 1 MiB of its addresses stays free for shared_info, grants and mappings.</summary>
    public const uint MostMemory = (Limits.GuestFrames * 4) - 1024;

    private const int MostLine = 512;

    private readonly ReadOnlySpan<byte> _text;
    private int _position;
    private int _domains;

    /// <summary>Starts at the first line.</summary>
    public Manifest(ReadOnlySpan<byte> text)
    {
        _text = text;
    }

    /// <summary>The line that was read last, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Reads on to the next domain; false at the end, or at an error.</summary>
    public bool TryNext(out ManifestDomain domain, out ParseError error)
    {
        domain = default;
        error = ParseError.None;
        while (_position < _text.Length)
        {
            int start = _position;
            int end = start;
            while (end < _text.Length && _text[end] != '\n')
                end++;
            _position = end + 1;
            Line++;
            if (end == start || _text[start] == '#')
                continue;
            error = end - start > MostLine ? ParseError.ManifestLong : Parse(start, end, ref domain);
            if (error == ParseError.None && ++_domains > Limits.Domains)
                error = ParseError.ManifestTooMany;
            return error == ParseError.None;
        }

        return false;
    }

    private readonly ParseError Parse(int start, int end, ref ManifestDomain domain)
    {
        if (!TryWord(ref start, end, "domain "u8) || !TryValue(ref start, end, out domain.Label)
            || !TryWord(ref start, end, "image="u8) || !TryValue(ref start, end, out domain.Image)
            || !TryWord(ref start, end, "memory="u8) || !TryValue(ref start, end, out TextRange memory))
            return ParseError.ManifestLine;
        domain.Operator = TryFlag(ref start, end, "operator "u8);
        domain.Console = TryFlag(ref start, end, "console "u8);
        if (start < end && TryWord(ref start, end, "module="u8) && !TryValue(ref start, end, out domain.Module))
            return ParseError.ManifestLine;
        domain.Name = domain.Image;
        if (start < end && TryWord(ref start, end, "name="u8) && !TryValue(ref start, end, out domain.Name))
            return ParseError.ManifestLine;
        if (start < end)
        {
            if (!TryWord(ref start, end, "arg="u8))
                return ParseError.ManifestLine;
            domain.Argument.Start = start;
            domain.Argument.Length = end - start;
        }

        if (!Text.TryDecimal(_text.Slice(memory.Start, memory.Length), out domain.Memory)
            || (domain.Memory & 3) != 0 || domain.Memory < LeastMemory || domain.Memory > MostMemory)
            return ParseError.ManifestMemory;
        if (domain.Operator && (domain.Console || domain.Module.Length != 0))
            return ParseError.ManifestModule;
        return domain.Operator && _domains != 0 ? ParseError.ManifestOperator : ParseError.None;
    }

    private readonly bool TryWord(ref int start, int end, ReadOnlySpan<byte> word)
    {
        if (end - start < word.Length || !Text.Same(_text.Slice(start, word.Length), word))
            return false;
        start += word.Length;
        return true;
    }

    /// <summary>A word, given with the space that stands behind it unless it is the last of the line.</summary>
    private readonly bool TryFlag(ref int start, int end, ReadOnlySpan<byte> word) =>
        TryWord(ref start, end, word)
        || (end - start == word.Length - 1 && TryWord(ref start, end, word.Slice(0, word.Length - 1)));

    /// <summary>A value up to the next space or the end of the line; not empty.</summary>
    private readonly bool TryValue(ref int start, int end, out TextRange range)
    {
        range = default;
        range.Start = start;
        while (start < end && _text[start] != ' ')
            start++;
        range.Length = start - range.Start;
        if (start < end)
            start++;
        return range.Length > 0;
    }
}
