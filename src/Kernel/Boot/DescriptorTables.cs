using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Boot;

/// <summary>
/// GDT, TSS and IDT of the hypervisor (AMD64 manual vol. 2, sections 4.8 and 12.2.5), written once by early boot.
/// </summary>
internal static unsafe class DescriptorTables
{
    /// <summary>The vector of the APIC's timer.</summary>
    internal const uint TimerVector = 0x50;

    /// <summary>The vector of the APIC's spurious interrupt.</summary>
    internal const uint SpuriousVector = 0xff;

    // Accessed already: the processor would otherwise write the bit into a table that is read-only by then.
    private const ulong CodeDescriptor = 0x00af9b000000ffff;
    private const ulong DataDescriptor = 0x00cf93000000ffff;
    private const ulong TaskStateType = 0x89UL << 40;
    private const ulong TaskStateSize = 104;
    private const ulong InterruptGate = 0x8e00;
    private const uint CodeSelector = 8;
    private const uint Exceptions = 32;
    private const uint StubSize = 16;

    /// <summary>Writes all three.</summary>
    internal static void Build()
    {
        ulong* gdt = (ulong*)(delegate*<void>)&Gdt;
        ulong tss = (ulong)(delegate*<void>)&Tss;
        gdt[1] = CodeDescriptor;
        gdt[2] = DataDescriptor;
        gdt[3] = (TaskStateSize - 1) | ((tss & 0xff_ffff) << 16) | TaskStateType | ((tss >> 24 & 0xff) << 56);
        gdt[4] = tss >> 32;

        // The first interrupt stack (offset 36) is for exceptions: one may be raised by a bad stack.
        ulong stack = (ulong)(delegate*<void>)&ExceptionStackTop;
        *(uint*)(tss + 36) = (uint)stack;
        *(uint*)(tss + 40) = (uint)(stack >> 32);
        *(ushort*)(tss + 102) = (ushort)TaskStateSize;

        ulong stubs = (ulong)(delegate*<void>)&ExceptionStubs;
        ulong* idt = (ulong*)(delegate*<void>)&Idt;
        ulong* gateIdt = (ulong*)(delegate*<void>)&GateIdt;
        for (uint vector = 0; vector < Exceptions; vector++)
        {
            SetGate(idt, vector, stubs + (vector * StubSize), 1);
            SetGate(gateIdt, vector, stubs + (vector * StubSize), 0);
        }

        SetGate(idt, TimerVector, (ulong)(delegate*<void>)&TimerInterrupt, 0);
        SetGate(idt, SpuriousVector, (ulong)(delegate*<void>)&SpuriousInterrupt, 0);
    }

    private static void SetGate(ulong* idt, uint vector, ulong handler, uint stack)
    {
        ulong* gate = idt + (vector * 2);
        gate[0] = (handler & 0xffff) | (CodeSelector << 16) | ((ulong)stack << 32) | (InterruptGate << 32)
            | ((handler >> 16 & 0xffff) << 48);
        gate[1] = handler >> 32;
    }

    [RuntimeImport("*", "host_gdt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Gdt();

    [RuntimeImport("*", "host_tss")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Tss();

    [RuntimeImport("*", "host_idt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Idt();

    [RuntimeImport("*", "gate_idt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void GateIdt();

    [RuntimeImport("*", "exception_stubs")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ExceptionStubs();

    [RuntimeImport("*", "exception_stack_top")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ExceptionStackTop();

    [RuntimeImport("*", "timer_interrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void TimerInterrupt();

    [RuntimeImport("*", "spurious_interrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SpuriousInterrupt();
}
