using System;

namespace Verified.Guests;

/// <summary>Writes a saved domain to the second serial port, and sums up what it writes.</summary>
internal static class StreamWriter
{
    private static uint s_sum;
    private static bool s_failed;

    /// <summary>Begins a stream; false when there is no port.</summary>
    internal static bool Begin()
    {
        s_sum = uint.MaxValue;
        s_failed = false;
        return SecondPort.Open();
    }

    /// <summary>Ends it with the checksum; whether all of it went out.</summary>
    internal static bool End()
    {
        Number(~s_sum, 4);
        Number(0, 4);
        return !s_failed;
    }

    /// <summary>Writes a number of some bytes.</summary>
    internal static void Number(ulong value, int bytes)
    {
        for (int i = 0; i < bytes; i++)
            Write((byte)(value >> (8 * i)));
    }

    /// <summary>Writes bytes, and zeros up to a size; what is longer is cut off.</summary>
    internal static void Field(ReadOnlySpan<byte> text, int size)
    {
        for (int i = 0; i < size; i++)
            Write(i < text.Length ? text[i] : (byte)0);
    }

    private static void Write(byte value)
    {
        s_sum = StreamLayout.Checksum(s_sum, value);
        s_failed = s_failed || !SecondPort.Write(value);
    }
}
