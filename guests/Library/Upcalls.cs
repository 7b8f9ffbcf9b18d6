using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Verified.Guests;

/// <summary>Events as interrupts: HVMOP_set_evtchn_upcall_vector, and SCHEDOP_block to wait for one.</summary>
public static unsafe class Upcalls
{
    private const ulong SetUpcallVectorCommand = 23;
    private const ulong BlockCommand = 1;
    private const byte Vector = 0x60;

    private static uint s_count;

    /// <summary>How many upcalls have come.</summary>
    public static uint Count => Volatile.Read(ref s_count);

    /// <summary>Asks for upcalls on an interrupt vector, and takes interrupts from now on.</summary>
    public static long Enable()
    {
        Argument argument = default;
        argument.Vector = Vector;
        Install(Vector);
        return Xen.Call(Xen.HvmOp, SetUpcallVectorCommand, (ulong)&argument, 0);
    }

    /// <summary>
    /// Waits until more than <paramref name="seen"/> upcalls have come. Upcalls are masked while it looks, and block
    /// lets them through again in one step with waiting, so that none is missed in between.
    /// </summary>
    public static void AwaitNext(uint seen)
    {
        SharedInfo.SetUpcallMask(1);
        while (Count == seen)
        {
            Xen.Call(Xen.SchedOp, BlockCommand, 0, 0);
            SharedInfo.SetUpcallMask(1);
        }

        SharedInfo.SetUpcallMask(0);
    }

    [RuntimeExport("upcall_handler")]
    private static void OnUpcall()
    {
        SharedInfo.Acknowledge();
        Volatile.Write(ref s_count, s_count + 1);
    }

    [RuntimeImport("*", "enable_upcalls")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Install(uint vector);

    private struct Argument
    {
        internal uint Vcpu;
        internal byte Vector;
    }
}
