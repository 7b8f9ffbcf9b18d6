using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine;

/// <summary>The four registers that CPUID answers in.</summary>
public struct CpuidResult
{
    /// <summary>EAX.</summary>
    public uint Eax;

    /// <summary>EBX.</summary>
    public uint Ebx;

    /// <summary>ECX.</summary>
    public uint Ecx;

    /// <summary>EDX.</summary>
    public uint Edx;
}

/// <summary>Instructions that C# has no word for (Boot/cpu.S).</summary>
public static unsafe class Cpu
{
    /// <summary>Writes a byte to an I/O port.</summary>
    [RuntimeImport("*", "port_write8")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void PortWrite8(uint port, uint value);

    /// <summary>Reads a byte from an I/O port.</summary>
    [RuntimeImport("*", "port_read8")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern uint PortRead8(uint port);

    /// <summary>Writes 32 bits to an I/O port.</summary>
    [RuntimeImport("*", "port_write32")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void PortWrite32(uint port, uint value);

    /// <summary>The time-stamp counter.</summary>
    [RuntimeImport("*", "read_tsc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong ReadTsc();

    /// <summary>CPUID with a leaf (EAX) and a subleaf (ECX).</summary>
    public static void Cpuid(uint leaf, uint subleaf, out CpuidResult result)
    {
        fixed (CpuidResult* p = &result)
            ReadCpuid(leaf, subleaf, p);
    }

    /// <summary>Takes a pending interrupt, if there is one: nowhere else are interrupts on.</summary>
    [RuntimeImport("*", "interrupt_window")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InterruptWindow();

    /// <summary>Sleeps until an interrupt comes, and takes it.</summary>
    [RuntimeImport("*", "wait_for_interrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WaitForInterrupt();

    /// <summary>Stops the processor for good.</summary>
    [RuntimeImport("*", "halt_forever")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void HaltForever();

    [RuntimeImport("*", "read_cpuid")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ReadCpuid(uint leaf, uint subleaf, CpuidResult* result);
}
