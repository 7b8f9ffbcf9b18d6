using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verified.Guests;

/// <summary>
/// A line for the console, written by one hypercall. The hypervisor puts the domain's label and id before it.
/// </summary>
public unsafe struct Line
{
    private const ulong WriteCommand = 0;

    private Bytes _bytes;
    private int _length;

    /// <summary>Prints one line.</summary>
    public static void Print(ReadOnlySpan<byte> text)
    {
        Line line = default;
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

    /// <summary>
    /// Adds a result that the policy must have denied: the number, and whether it was. If it was not, the guest fails.
    /// </summary>
    public void AddDenied(long result, long denied)
    {
        Add(result);
        Add(result == denied ? " denied"u8 : " NOT denied"u8);
        Program.Check(result == denied);
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
