using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verified.Guests;

/// <summary>What the operator sees: text is collected and written line by line, or when it is flushed.</summary>
internal static unsafe class Screen
{
    private const ulong WriteCommand = 0;
    private const int Column = 24;

    private static Bytes s_bytes;
    private static int s_length;
    private static int s_column;

    /// <summary>Adds text.</summary>
    internal static void Write(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            Write(text[i]);
    }

    /// <summary>Adds a byte; one that is no printable ASCII (nor part of UTF-8) as a question mark.</summary>
    internal static void WriteSafely(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            Write(text[i] < ' ' || text[i] == 0x7f ? (byte)'?' : text[i]);
    }

    /// <summary>Adds a number in decimal.</summary>
    internal static void Write(ulong value)
    {
        ulong unit = 1;
        while (value / unit >= 10)
            unit *= 10;
        for (; unit != 0; unit /= 10)
            Write((byte)('0' + (value / unit % 10)));
    }

    /// <summary>Adds spaces up to a column of the line, one at least.</summary>
    internal static void To(int column)
    {
        do
            Write((byte)' ');
        while (s_column < column);
    }

    /// <summary>Ends the line.</summary>
    internal static void End()
    {
        Write((byte)'\n');
        Flush();
    }

    /// <summary>Adds text and ends the line.</summary>
    internal static void Line(ReadOnlySpan<byte> text)
    {
        Write(text);
        End();
    }

    /// <summary>Adds two columns and ends the line: a word, and what it means.</summary>
    internal static void Line(ReadOnlySpan<byte> word, ReadOnlySpan<byte> meaning)
    {
        Write("  "u8);
        Write(word);
        To(Column);
        Line(meaning);
    }

    /// <summary>Shows what has been collected, without ending the line.</summary>
    internal static void Flush()
    {
        if (s_length != 0)
            Xen.Call(Xen.ConsoleIo, WriteCommand, (ulong)s_length, (ulong)Unsafe.AsPointer(ref s_bytes[0]));
        s_length = 0;
    }

    private static void Write(byte value)
    {
        if (s_length == Bytes.Capacity)
            Flush();
        s_bytes[s_length++] = value;
        // The bytes after the first of a UTF-8 character take no column.
        if (value == '\n')
            s_column = 0;
        else if ((value & 0xc0) != 0x80)
            s_column++;
    }

    [InlineArray(Capacity)]
    private struct Bytes
    {
        internal const int Capacity = 1024;

        private byte _byte;
    }
}
