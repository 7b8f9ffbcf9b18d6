using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>The words of a line that was typed, one after the other.</summary>
internal ref struct Words
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts before the first word.</summary>
    internal Words(ReadOnlySpan<byte> line)
    {
        _rest = Trim(line);
    }

    /// <summary>Whether there is another word.</summary>
    internal readonly bool HasMore => _rest.Length != 0;

    /// <summary>All that has not been read yet.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The next word; empty after the last.</summary>
    internal ReadOnlySpan<byte> Next()
    {
        int end = 0;
        while (end < _rest.Length && _rest[end] != ' ')
            end++;
        ReadOnlySpan<byte> word = _rest.Slice(0, end);
        _rest = Trim(_rest.Slice(end, _rest.Length - end));
        return word;
    }

    /// <summary>Whether the next word is this one; then it has been read.</summary>
    internal bool Takes(ReadOnlySpan<byte> word)
    {
        Words ahead = this;
        if (!Text.Same(ahead.Next(), word))
            return false;
        this = ahead;
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && text[start] == ' ')
            start++;
        return text.Slice(start, text.Length - start);
    }
}
