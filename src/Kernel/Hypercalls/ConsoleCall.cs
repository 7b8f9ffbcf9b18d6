using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>console_io(cmd, count, buffer) (public/xen.h, CONSOLEIO_*).</summary>
public static class ConsoleCall
{
    private const uint Write = 0;
    private const uint Read = 1;

    /// <summary>
    /// Write: the machine prints the buffer, at most a page of it (-E2BIG). Read: privileged; the machine puts in what
    /// has been typed, and the result is how many bytes that is, 0 when there are none.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Run(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        uint command = (uint)request.Argument1;
        if (command == Read)
            return OfRead(ref s, caller, ref request, ref effect);
        if (command != Write)
            return Errno.NoSuchCall;

        uint count = (uint)request.Argument2;
        if (count == 0)
            return Errno.Okay;
        if (count > FrameMemory.FrameSize)
            return Errno.TooBig;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument3, count, GuestAccess.Read, out effect.Buffer))
            return Errno.BadAddress;

        effect.Kind = EffectKind.Console;
        effect.Length = count;
        return Errno.Okay;
    }

    /// <summary>Whether it is a read: its result is the machine's, so that it cannot stand in a multicall.</summary>
    internal static bool IsRead(ref HypercallRequest request) =>
        request.Number == HypercallNumber.ConsoleIo && (uint)request.Argument1 == Read;

    private static long OfRead(ref State s, uint caller, ref HypercallRequest request, ref CallEffect effect)
    {
        if (s.Domains[(int)caller].Privileged == 0)
            return Errno.NotPermitted;
        uint count = (uint)request.Argument2;
        if (count == 0)
            return Errno.Okay;
        if (count > FrameMemory.FrameSize)
            count = FrameMemory.FrameSize;
        if (!GuestBuffer.TryOpen(
                ref s, caller, ref request.Mode, request.Argument3, count, GuestAccess.Write, out effect.Buffer))
            return Errno.BadAddress;

        effect.Kind = EffectKind.ConsoleInput;
        effect.Length = count;
        return Errno.Okay;
    }
}
