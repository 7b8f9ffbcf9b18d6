using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Verified.Guests;

/// <summary>Makes the hypercall of a deed: its structure (public headers), and the handler's result out of the answer.</summary>
internal static unsafe class Calls
{
    private const ulong SharedInfoPage = SharedInfo.Frame << 12;
    private const ulong GrantTablePage = 0xff01UL << 12;

    private static Structure s_structure;
    private static ulong s_list;

    /// <summary>Makes it.</summary>
    /// <param name="record">The arguments are there; result, answers and times are put there.</param>
    internal static void Make(ref Record record)
    {
        uint deed = (uint)record.Kind;
        ref Record.Arguments a = ref record.Argument;
        fixed (uint* words = &s_structure[0])
        {
            if (deed == Deed.Write)
                Write(ref record);
            else if (deed <= Deed.InitControl)
                EventChannelOp(ref record, ref a, words);
            else if (deed <= Deed.SwapGrantRef)
                GrantTableOp(ref record, ref a, words);
            else if (deed <= Deed.MapGmfnForeign)
                MemoryOp(ref record, ref a, words);
            else
                Others(ref record, ref a, words);
        }
    }

    private static void Write(ref Record record)
    {
        // 0 its grant table, 1 its shared_info; else the page at this address.
        ulong page = record.Argument[0] == 0 ? GrantTablePage : record.Argument[0] == 1 ? SharedInfoPage : record.Argument[0];
        record.Before = Xen.ReadTsc();
        Volatile.Write(ref *(ulong*)(page + record.Argument[1]), record.Argument[2]);
        record.After = Xen.ReadTsc();
    }

    private static void EventChannelOp(ref Record record, ref Record.Arguments a, uint* w)
    {
        uint deed = (uint)record.Kind;
        ulong command = deed switch
        {
            Deed.AllocUnbound => 6,
            Deed.BindInterdomain => 0,
            Deed.Send => 4,
            Deed.Unmask => 9,
            Deed.Close => 3,
            Deed.Status => 5,
            Deed.BindVirq => 1,
            Deed.BindIpi => 7,
            Deed.BindVcpu => 8,
            _ => 11,
        };
        w[0] = (uint)a[0];
        w[1] = (uint)a[1];
        w[2] = 0;
        if (deed == Deed.AllocUnbound)
        {
            w[0] = (uint)(a[0] | (a[1] << 16));
            w[1] = 0;
        }
        if (deed == Deed.InitControl)
        {
            w[0] = (uint)a[0];
            w[1] = (uint)(a[0] >> 32);
            w[2] = (uint)a[1];
            w[3] = (uint)a[2];
        }
        long result = Call(ref record, Xen.EventChannelOp, command, (ulong)w, 0);
        if (result == 0 && deed is Deed.AllocUnbound or Deed.BindIpi) result = w[1];
        if (result == 0 && deed is Deed.BindInterdomain or Deed.BindVirq) result = w[2];
        if (deed == Deed.Status)
        {
            record.Output[0] = w[2];
            record.Output[1] = w[4];
            record.Output[2] = w[5];
        }
        record.Result = result;
    }

    private static void GrantTableOp(ref Record record, ref Record.Arguments a, uint* w)
    {
        switch ((uint)record.Kind)
        {
            case Deed.MapGrantRef:
                w[0] = (uint)a[0];
                w[1] = (uint)(a[0] >> 32);
                w[2] = (uint)a[1];
                w[3] = (uint)a[2];
                w[4] = (uint)a[3];
                w[5] = 0;
                Grant(ref record, 0, w, 4, 16);
                if (record.Result == 0) record.Result = w[5];
                break;
            case Deed.UnmapGrantRef:
                w[0] = (uint)a[0];
                w[1] = (uint)(a[0] >> 32);
                w[2] = 0;
                w[3] = 0;
                w[4] = (uint)a[1];
                w[5] = 0;
                Grant(ref record, 1, w, 5, 0);
                break;
            case Deed.SetupTable:
                fixed (ulong* list = &s_list)
                {
                    w[0] = (uint)a[0];
                    w[1] = 1;
                    w[2] = 0;
                    w[3] = 0;
                    w[4] = (uint)list;
                    w[5] = (uint)((ulong)list >> 32);
                    Grant(ref record, 2, w, 2, 0);
                    record.Output[0] = *list;
                }

                break;
            case Deed.Copy:
                w[0] = (uint)a[2];
                w[1] = (uint)(a[2] >> 32);
                w[2] = (uint)(a[1] | (a[3] << 16));
                w[3] = 0;
                w[4] = (uint)a[5];
                w[5] = (uint)(a[5] >> 32);
                w[6] = (uint)(a[4] | (a[6] << 16));
                w[7] = 0;
                w[8] = (uint)(a[7] | (a[0] << 16));
                w[9] = 0;
                Grant(ref record, 5, w, 9, 0);
                break;
            case Deed.Transfer:
                w[0] = (uint)a[0];
                w[1] = (uint)(a[0] >> 32);
                w[2] = (uint)a[1];
                w[3] = (uint)a[2];
                w[4] = 0;
                Grant(ref record, 4, w, 4, 0);
                break;
            case Deed.QuerySize:
                w[0] = (uint)a[0];
                w[1] = 0;
                w[2] = 0;
                w[3] = 0;
                Grant(ref record, 6, w, 3, 0);
                break;
            case Deed.SwapGrantRef:
                w[0] = (uint)a[0];
                w[1] = (uint)a[1];
                w[2] = 0;
                Grant(ref record, 11, w, 2, 0);
                break;
            case Deed.SetVersion:
                w[0] = (uint)a[0];
                record.Result = Call(ref record, Xen.GrantTableOp, 8, (ulong)w, 1);
                break;
            default:
                w[0] = (uint)a[0];
                w[1] = 0;
                long result = Call(ref record, Xen.GrantTableOp, 10, (ulong)w, 1);
                record.Result = result < 0 ? result : w[1];
                break;
        }
    }

    // One element; the status stands in the upper or lower half of a word.
    private static void Grant(ref Record record, ulong command, uint* words, int statusAt, int shift)
    {
        long result = Call(ref record, Xen.GrantTableOp, command, (ulong)words, 1);
        record.Result = result < 0 ? result : (short)(words[statusAt] >> shift);
    }

    private static void MemoryOp(ref Record record, ref Record.Arguments a, uint* w)
    {
        uint deed = (uint)record.Kind;
        if (deed is Deed.PopulatePhysmap or Deed.DecreaseReservation)
        {
            fixed (ulong* list = &s_list)
            {
                *list = a[1];
                ulong place = (ulong)list;
                w[0] = (uint)place;
                w[1] = (uint)(place >> 32);
                w[2] = 1;
                w[3] = 0;
                w[4] = 0;
                w[5] = 0;
                w[6] = (uint)a[0];
                w[7] = 0;
                record.Result = Call(ref record, Xen.MemoryOp, deed == Deed.PopulatePhysmap ? 6UL : 1, (ulong)w, 0);
            }

            return;
        }

        if (deed == Deed.MapGmfnForeign)
        {
            Foreign(ref record, ref a, w);
            return;
        }

        ulong command = deed switch
        {
            Deed.AddToPhysmap => 7,
            Deed.RemoveFromPhysmap => 15,
            Deed.CurrentReservation => 3,
            Deed.MaximumReservation => 4,
            _ => 14,
        };
        w[0] = (uint)a[0];
        w[1] = (uint)a[1];
        w[2] = (uint)a[2];
        w[3] = (uint)(a[2] >> 32);
        w[4] = (uint)a[3];
        w[5] = (uint)(a[3] >> 32);
        if (deed == Deed.RemoveFromPhysmap)
        {
            w[1] = 0;
            w[2] = (uint)a[1];
            w[3] = (uint)(a[1] >> 32);
        }
        record.Result = Call(ref record, Xen.MemoryOp, command, (ulong)w, 0);
    }

    // xen_add_to_physmap_batch with one element; its lists stand behind it.
    private static void Foreign(ref Record record, ref Record.Arguments a, uint* w)
    {
        uint lists = (uint)(ulong)(w + 16);
        w[0] = (uint)(a[0] | (4UL << 16));
        w[1] = (uint)(1 | (a[1] << 16));
        w[2] = lists;
        w[3] = 0;
        w[4] = lists + 8;
        w[5] = 0;
        w[6] = lists + 16;
        w[7] = 0;
        w[16] = (uint)a[2];
        w[17] = (uint)(a[2] >> 32);
        w[18] = (uint)a[3];
        w[19] = (uint)(a[3] >> 32);
        w[20] = 0;
        long result = Call(ref record, Xen.MemoryOp, 23, (ulong)w, 0);
        record.Result = result < 0 ? result : (int)w[20];
    }

    private static void Others(ref Record record, ref Record.Arguments a, uint* w)
    {
        uint deed = (uint)record.Kind;
        w[0] = (uint)a[0];
        w[1] = (uint)a[1];
        w[2] = (uint)a[2];
        w[3] = (uint)(a[2] >> 32);
        switch (deed)
        {
            case Deed.SetUpcallVector:
                record.Result = Call(ref record, Xen.HvmOp, 23, (ulong)w, 0);
                break;
            case Deed.SetParam or Deed.GetParam:
                record.Result = Call(ref record, Xen.HvmOp, deed == Deed.SetParam ? 0UL : 1, (ulong)w, 0);
                record.Output[0] = w[2] | ((ulong)w[3] << 32);
                break;
            case Deed.PagetableDying:
                record.Result = Call(ref record, Xen.HvmOp, 9, (ulong)w, 0);
                break;
            case Deed.GetDecision:
                w[0] = 5;
                w[1] = 0xaaaa_000a;
                w[2] = (uint)a[0];
                w[3] = (uint)a[2];
                w[4] = (uint)a[1];
                w[5] = (uint)a[3];
                w[6] = (uint)a[4];
                w[7] = 0;
                record.Result = Call(ref record, Xen.AcmOp, (ulong)w, 0, 0);
                record.Output[0] = w[7];
                break;
            case Deed.VmAssist:
                record.Result = Call(ref record, Xen.VmAssist, a[0], a[1], 0);
                break;
            default:
                ulong command = deed switch
                {
                    Deed.VcpuIsUp => 3,
                    Deed.VcpuUp => 1,
                    Deed.StopSingleshotTimer => 9,
                    _ => 7,
                };
                record.Result = Call(ref record, Xen.VcpuOp, command, a[0], 0);
                break;
        }
    }

    private static long Call(ref Record record, ulong number, ulong first, ulong second, ulong third)
    {
        if ((record.Kind & Record.Wild) != 0) second = Nowhere(record.Kind);
        record.Before = Xen.ReadTsc();
        long result = (record.Kind & Record.Narrow) != 0
            ? NarrowCall(number, first, second, third)
            : Xen.Call(number, first, second, third);
        record.After = Xen.ReadTsc();
        return result;
    }

    // Not canonical, beyond the page tables, or in a hole of the domain's memory.
    private static ulong Nowhere(ulong kind) =>
        (kind & Record.Narrow) != 0 || Dice.OneIn(3) ? 0xe000_0000 + Dice.Below(4096)
        : Dice.OneIn(2) ? 0x8000_0000_0000_0000 | Dice.Next() >> 2
        : 0x0e00_0000 + Dice.Below(4000);

    [RuntimeImport("*", "narrow_hypercall")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long NarrowCall(ulong number, ulong a, ulong b, ulong c);

    [InlineArray(32)]
    private struct Structure
    {
        private uint _word;
    }
}
