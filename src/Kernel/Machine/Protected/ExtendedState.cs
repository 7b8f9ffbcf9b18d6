using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>
/// x87, XMM, MXCSR, YMM and bounds of a vCPU that does not run, as XSAVE64 stores them in its standard format (AMD64 manual vol. 2,
/// section 11.5.2).
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 1088)]
public struct ExtendedState
{
    /// <summary>XCR0 after reset: x87.</summary>
    public const ulong X87 = 1;

    /// <summary>XMM.</summary>
    public const ulong Sse = 2;

    /// <summary>The upper halves of YMM.</summary>
    public const ulong Avx = 4;

    /// <summary>Bytes without the upper halves of YMM: the legacy area and the header.</summary>
    public const uint LeastSize = 576;

    /// <summary>Bytes of the upper halves of YMM.</summary>
    public const uint YmmSize = 256;

    /// <summary>x87, XMM and MXCSR as FXSAVE64 stores them.</summary>
    public FxArea Fx;

    /// <summary>The header's first word: the components that are not as after reset.</summary>
    public ulong Present;

    /// <summary>The rest of the header: always 0.</summary>
    public HeaderArea Header;

    /// <summary>The upper halves of YMM0 to YMM15.</summary>
    public YmmArea Ymm;

    /// <summary>Bounds registers, which CPUID does not announce: QEMU's TCG lets guests set XCR0 without an exit.</summary>
    public BoundsArea Bounds;

    /// <summary>The components that guests may enable: x87, XMM and, where the processor has it, YMM.</summary>
    public static unsafe ulong Offered => *(uint*)(delegate*<void>)&Symbol & (X87 | Sse | Avx);

    /// <summary>As after reset.</summary>
    public void Reset()
    {
        const ulong ControlReset = 0x37f;
        const ulong MxcsrReset = 0x1f80;
        this = default;
        Fx[0] = ControlReset;
        Fx[3] = MxcsrReset;
        Present = X87 | Sse;
    }

    /// <summary>
    /// Whether XSETBV takes a value: x87 is always enabled, AVX with SSE alone, and nothing that the processor has not.
    /// </summary>
    public static bool IsControl(ulong value) =>
        (value & X87) != 0 && (value & ~Offered) == 0 && (value & (Sse | Avx)) != Avx;

    [RuntimeImport("*", "extended_state")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Symbol();
}

/// <summary>The 512 bytes of FXSAVE64.</summary>
[InlineArray(64)]
public struct FxArea
{
    private ulong _word;
}

/// <summary>The header of an XSAVE area behind its first word.</summary>
[InlineArray(7)]
public struct HeaderArea
{
    private ulong _word;
}

/// <summary>BNDREGS and BNDCSR.</summary>
[InlineArray(16)]
public struct BoundsArea
{
    private ulong _word;
}

/// <summary>Sixteen upper halves of YMM registers.</summary>
[InlineArray(32)]
public struct YmmArea
{
    private ulong _word;
}
