using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>What a well-behaved guest does not execute (instructions.S).</summary>
internal static unsafe class Instructions
{
    [RuntimeImport("*", "run_vmrun")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Vmrun();

    [RuntimeImport("*", "run_xsetbv")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Xsetbv();

    [RuntimeImport("*", "run_undefined")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Undefined();

    [RuntimeImport("*", "run_string_output")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void StringOutput();

    [RuntimeImport("*", "swap_debug_registers")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern uint SwapDebugRegisters(ulong pattern);

    [RuntimeImport("*", "halt_for_good")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void HaltForGood();

    [RuntimeImport("*", "read_port8")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern uint ReadPort8(uint port);

    [RuntimeImport("*", "write_read_msr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong WriteReadMsr(uint msr, ulong value);

    [RuntimeImport("*", "read_through_gs")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadThroughGs(ulong* address);

    [RuntimeImport("*", "fill_and_check_xmm")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern uint FillAndCheckXmm(ulong pattern, ulong rounds);

    [RuntimeImport("*", "fill_and_check_pkru")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern uint FillAndCheckPkru(uint pattern, ulong rounds);

    [RuntimeImport("*", "call_from_user_mode")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern long CallFromUserMode(ulong number, ulong a, ulong b, ulong c);
}
