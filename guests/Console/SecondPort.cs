using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>The second serial port (16550 UART), which is domain 0's: saved domains go out through it.</summary>
internal static class SecondPort
{
    private const uint Data = 0x2f8;
    private const uint FifoControl = 0x2fa;
    private const uint LineStatus = 0x2fd;
    private const uint EnableFifo = 1;
    private const uint FifoEmpty = 0x20;
    private const uint Absent = 0xff;
    private const int FifoSize = 16;
    private const int MostPolls = 1_000_000;

    private static int s_room;

    /// <summary>Whether there is such a port. Prepares it.</summary>
    internal static bool Open()
    {
        if (In(LineStatus) == Absent)
            return false;
        Out(FifoControl, EnableFifo);
        s_room = 0;
        return true;
    }

    /// <summary>Writes a byte, when the port has sent what it was given before; false when it never has.</summary>
    internal static bool Write(byte value)
    {
        for (int i = 0; s_room == 0; i++)
        {
            if ((In(LineStatus) & FifoEmpty) != 0)
                s_room = FifoSize;
            else if (i == MostPolls)
                return false;
        }

        s_room--;
        Out(Data, value);
        return true;
    }

    [RuntimeImport("*", "port_out")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Out(uint port, uint value);

    [RuntimeImport("*", "port_in")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint In(uint port);
}
