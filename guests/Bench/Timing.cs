using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>The meter (timing.S): instructions between two readings of the time-stamp counter.</summary>
internal static unsafe class Timing
{
    /// <summary>Nothing: what the meter itself takes.</summary>
    internal static ulong Nothing()
    {
        ulong result;
        return OfNothing(0, 0, 0, 0, &result);
    }

    /// <summary>A hypercall.</summary>
    internal static ulong Call(ulong number, ulong a, ulong b, ulong c, out long result)
    {
        fixed (long* place = &result)
            return OfCall(number, a, b, c, (ulong*)place);
    }

    /// <summary>CPUID with a leaf.</summary>
    internal static ulong Cpuid(ulong leaf)
    {
        ulong result;
        return OfCpuid(leaf, 0, 0, 0, &result);
    }

    /// <summary>A hypercall that causes an upcall, until the first instruction of the upcall's handler.</summary>
    internal static ulong Upcall(ulong number, ulong a, ulong b, out long result)
    {
        fixed (long* place = &result)
            return OfUpcall(number, a, b, 0, (ulong*)place);
    }

    /// <summary>Puts the handler of <see cref="Upcall"/> at a vector. Interrupts are off but within it.</summary>
    [RuntimeImport("*", "install_timed_upcall")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Install(uint vector);

    [RuntimeImport("*", "timed_nothing")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong OfNothing(ulong number, ulong a, ulong b, ulong c, ulong* result);

    [RuntimeImport("*", "timed_call")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong OfCall(ulong number, ulong a, ulong b, ulong c, ulong* result);

    [RuntimeImport("*", "timed_cpuid")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong OfCpuid(ulong number, ulong a, ulong b, ulong c, ulong* result);

    [RuntimeImport("*", "timed_upcall")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong OfUpcall(ulong number, ulong a, ulong b, ulong c, ulong* result);
}
