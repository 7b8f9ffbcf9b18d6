using System;

namespace Verified.Kernel.Machine;

/// <summary>The console: the first serial port (16550 UART), as QEMU's <c>-serial stdio</c> shows it.</summary>
public static class Serial
{
    private const uint Data = 0x3f8;
    private const uint LineStatus = 0x3fd;
    private const uint DataReady = 0x01;
    private const uint TransmitterEmpty = 0x20;
    private const int MostPolls = 100_000;

    /// <summary>Whether a byte has been typed that nobody has read.</summary>
    public static bool HasInput
    {
        get
        {
            uint status = Cpu.PortRead8(LineStatus);
            // A port that is not there answers with ones.
            return (status & DataReady) != 0 && status != 0xff;
        }
    }

    /// <summary>The oldest byte that was typed; there is one.</summary>
    public static byte ReadByte() => (byte)Cpu.PortRead8(Data);

    /// <summary>Writes bytes.</summary>
    public static void Write(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            WriteByte(text[i]);
    }

    /// <summary>Writes a byte once the transmitter is empty; a port that never is gets it anyway.</summary>
    public static void WriteByte(byte value)
    {
        for (int i = 0; i < MostPolls && (Cpu.PortRead8(LineStatus) & TransmitterEmpty) == 0; i++)
        {
        }

        Cpu.PortWrite8(Data, value);
    }

    /// <summary>Writes a number in decimal.</summary>
    public static void WriteDecimal(ulong value)
    {
        ulong unit = 1;
        while (value / unit >= 10)
            unit *= 10;
        for (; unit != 0; unit /= 10)
            WriteByte((byte)('0' + (value / unit % 10)));
    }

    /// <summary>Writes a number in hexadecimal, with 0x before it.</summary>
    public static void WriteHex(ulong value)
    {
        Write("0x"u8);
        int shift = 60;
        while (shift > 0 && value >> shift == 0)
            shift -= 4;
        for (; shift >= 0; shift -= 4)
            WriteByte("0123456789abcdef"u8[(int)(value >> shift) & 15]);
    }
}
