using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verified.Guests;

/// <summary>
/// What the operator types, a line at a time. Backspace takes a character away, Ctrl-U all of them; what does not fit
/// is not taken; escape sequences (arrow keys) mean nothing.
/// </summary>
internal static unsafe class Keyboard
{
    private const ulong ReadCommand = 1;
    private const ulong BindVirqCommand = 1;
    private const uint ConsoleVirq = 2;
    private const byte Backspace = 8;
    private const byte KillLine = 21;
    private const byte Escape = 27;
    private const byte Delete = 127;

    private static Bytes s_typed;
    private static int s_next;
    private static int s_count;
    private static Bytes s_line;
    private static int s_length;
    private static uint s_port;

    /// <summary>Asks to be told when something is typed; 0 or a negative error.</summary>
    internal static long Open()
    {
        BindVirqArgument argument = default;
        argument.Virq = ConsoleVirq;
        long result = Xen.Call(Xen.EventChannelOp, BindVirqCommand, (ulong)&argument, 0);
        s_port = argument.Port;
        return result;
    }

    /// <summary>The next line, echoed as it is typed. Valid until the next is read.</summary>
    internal static ReadOnlySpan<byte> ReadLine()
    {
        s_length = 0;
        while (true)
        {
            byte key = ReadKey();
            if (key is (byte)'\r' or (byte)'\n')
                break;
            if (key == Escape)
                SkipSequence();
            else if (key is Backspace or Delete)
                Erase(1);
            else if (key == KillLine)
                Erase(s_length);
            else if (key >= ' ' && s_length < Bytes.Capacity)
                Take(key);
            if (s_next == s_count)
                Screen.Flush();
        }

        Screen.End();
        return MemoryMarshal.CreateReadOnlySpan(ref s_line[0], s_length);
    }

    private static void Take(byte key)
    {
        s_line[s_length++] = key;
        Screen.Write(MemoryMarshal.CreateReadOnlySpan(ref s_line[s_length - 1], 1));
    }

    private static void Erase(int count)
    {
        for (; count > 0 && s_length > 0; count--)
        {
            s_length--;
            Screen.Write("\b \b"u8);
        }
    }

    /// <summary>ESC, most often a bracket, digits and semicolons, and one byte that ends it.</summary>
    private static void SkipSequence()
    {
        byte key = ReadKey();
        if (key is not ((byte)'[' or (byte)'O'))
            return;
        do
            key = ReadKey();
        while (key is >= 0x20 and < 0x40);
    }

    private static byte ReadKey()
    {
        while (s_next == s_count)
        {
            s_next = 0;
            fixed (byte* typed = &s_typed[0])
            {
                long count = Xen.Call(Xen.ConsoleIo, ReadCommand, Bytes.Capacity, (ulong)typed);
                s_count = count > 0 ? (int)count : 0;
            }

            if (s_count == 0)
                EventChannels.Await(s_port);
        }

        return s_typed[s_next++];
    }

    [InlineArray(Capacity)]
    private struct Bytes
    {
        internal const int Capacity = 200;

        private byte _byte;
    }

    private struct BindVirqArgument
    {
        internal uint Virq;
        internal uint Vcpu;
        internal uint Port;
    }
}
