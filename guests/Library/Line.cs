using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verified.Guests;

/// <summary>A line for the console, written by one hypercall: <c>[Name id] text</c>. The name is the first argument.</summary>
public unsafe ref struct Line
{
    private const ulong WriteCommand = 0;

    private Bytes _bytes;
    private int _length;

    /// <summary>Starts a line with the domain's name and id.</summary>
    public static Line Begin()
    {
        Line line = default;
        line.Add("["u8);
        line.Add(Program.Word(0));
        line.Add(" "u8);
        line.Add(Xen.DomainId());
        line.Add("] "u8);
        return line;
    }

    /// <summary>Prints one line.</summary>
    public static void Print(ReadOnlySpan<byte> text)
    {
        Line line = Begin();
        line.Add(text);
        line.End();
    }

    /// <summary>Adds text; what does not fit is cut off.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            Add(text[i]);
    }

    /// <summary>Adds a number in decimal.</summary>
    public void Add(long value)
    {
        ulong rest = value < 0 ? (ulong)-value : (ulong)value;
        if (value < 0)
            Add((byte)'-');
        ulong unit = 1;
        while (rest / unit >= 10)
            unit *= 10;
        for (; unit != 0; unit /= 10)
            Add((byte)('0' + (rest / unit % 10)));
    }

    /// <summary>Ends the line and prints it.</summary>
    public void End()
    {
        if (_length == Bytes.Capacity)
            _length--;
        Add((byte)'\n');
        fixed (byte* text = &_bytes[0])
            Xen.Call(Xen.ConsoleIo, WriteCommand, (ulong)_length, (ulong)text);
    }

    private void Add(byte value)
    {
        if (_length < Bytes.Capacity)
            _bytes[_length++] = value;
    }

    [InlineArray(Capacity)]
    private struct Bytes
    {
        internal const int Capacity = 200;

        private byte _byte;
    }
}
