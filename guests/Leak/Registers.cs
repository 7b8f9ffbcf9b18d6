using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>Every register that a guest reaches (registers.S).</summary>
internal static unsafe class Registers
{
    /// <summary>Bytes that <see cref="Capture"/> writes.</summary>
    internal const uint Size = 2048;

    /// <summary>What stood in the registers at the domain's start, but for EBX and EIP: 16 words, and FXSAVE's area.</summary>
    internal static byte* First => (byte*)(delegate*<void>)&FirstRegisters;

    /// <summary>Bytes of <see cref="First"/>.</summary>
    internal const uint FirstSize = 128 + 512;

    /// <summary>Enables x87, XMM, YMM and PKRU.</summary>
    [RuntimeImport("*", "enable_extended")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Enable();

    /// <summary>Fills MSRs, debug registers, CR2, CR8 and PKRU.</summary>
    [RuntimeImport("*", "fill_registers")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Fill(ulong pattern);

    /// <summary>Keeps the pattern in all general registers, x87 and YMM for a time.</summary>
    [RuntimeImport("*", "hold_registers")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Hold(ulong pattern, ulong ticks);

    /// <summary>Writes all of them down.</summary>
    [RuntimeImport("*", "capture_registers")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Capture(byte* buffer);

    [RuntimeImport("*", "first_registers")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FirstRegisters();
}
