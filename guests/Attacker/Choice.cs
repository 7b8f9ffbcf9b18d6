using System;

namespace Verified.Guests;

/// <summary>
/// Chooses arguments: mostly what gets a call far, sometimes anything. What would take away the program's own memory,
/// shared_info or grant table is never chosen: the attacker would only end itself.
/// </summary>
internal static unsafe class Choice
{
    private const ulong FirstEmptyFrame = 0xff10;
    private const ulong EmptyFrames = 24;
    private const ulong PlayFrames = 8;
    private const ulong GuestFrames = 1 << 16;
    private const uint Remembered = 16;

    private static Memory s_memory;

    /// <summary>The number of domains there are.</summary>
    internal static uint Domains { get; set; }

    /// <summary>Chooses the arguments of a deed.</summary>
    internal static void Of(uint deed, ref Record.Arguments a)
    {
        switch (deed)
        {
            case Deed.Write:
                OfWrite(ref a);
                break;
            case Deed.AllocUnbound:
                a[0] = Domain();
                a[1] = Domain();
                break;
            case Deed.BindInterdomain:
                a[0] = Domain();
                a[1] = Port();
                break;
            case Deed.Send or Deed.Unmask or Deed.Close:
                a[0] = Port();
                break;
            case Deed.Status:
                a[0] = Domain();
                a[1] = Port();
                break;
            case Deed.BindVirq:
                a[0] = Dice.Below(28);
                a[1] = Vcpu();
                break;
            case Deed.BindIpi or Deed.VcpuIsUp or Deed.VcpuUp or Deed.StopSingleshotTimer or Deed.StopPeriodicTimer:
                a[0] = Vcpu();
                break;
            case Deed.BindVcpu:
                a[0] = Port();
                a[1] = Vcpu();
                break;
            case Deed.InitControl:
                a[0] = Frame();
                a[1] = Dice.Below(4100);
                a[2] = Vcpu();
                break;
            case Deed.MapGrantRef:
                a[0] = Address();
                a[1] = Flags();
                a[2] = Reference();
                a[3] = Domain();
                break;
            case Deed.UnmapGrantRef:
                OfUnmap(ref a);
                break;
            case Deed.Copy:
                OfCopy(ref a);
                break;
            case Deed.Transfer:
                a[0] = Frame();
                a[1] = Domain();
                a[2] = Reference();
                break;
            case Deed.SetVersion:
                a[0] = Dice.Below(4);
                break;
            case Deed.SwapGrantRef:
                a[0] = Reference();
                a[1] = Reference();
                break;
            case Deed.AddToPhysmap:
                OfAdd(ref a);
                break;
            case Deed.RemoveFromPhysmap or Deed.PopulatePhysmap or Deed.DecreaseReservation:
                a[0] = Domain();
                a[1] = Frame();
                break;
            case Deed.MapGmfnForeign:
                a[0] = Domain();
                a[1] = Domain();
                a[2] = Frame();
                a[3] = Frame();
                break;
            case Deed.SetUpcallVector:
                a[0] = Vcpu();
                a[1] = Dice.Below(256);
                break;
            case Deed.SetParam:
                a[0] = Domain();
                a[1] = Dice.Below(42);
                a[2] = Dice.OneIn(3) ? Dice.Next() : Dice.Below(9);
                break;
            case Deed.GetParam:
                a[0] = Domain();
                a[1] = Dice.Below(42);
                break;
            case Deed.GetDecision:
                OfDecision(ref a);
                break;
            case Deed.VmAssist:
                a[0] = Dice.Below(3);
                a[1] = Dice.Below(8);
                break;
            default:
                a[0] = Domain();
                break;
        }
    }

    /// <summary>Remembers a mapping, to unmap it later.</summary>
    internal static void Remember(ulong handle, ulong address) =>
        s_memory[(int)Dice.Below(Remembered)] = (handle << 32) | (address >> 12);

    private static void OfWrite(ref Record.Arguments a)
    {
        a[0] = Dice.OneIn(4) ? 1UL : 0;
        if (a[0] != 0)
        {
            // A word of pending events, or of masks, of ports 0 to 63.
            a[1] = Dice.OneIn(2) ? 0x800UL : 0xa00;
            a[2] = Dice.OneIn(3) ? Dice.Next() : 0;
            return;
        }

        const ulong PermitAccess = 1, AcceptTransfer = 2, ReadOnly = 4;
        ulong flags = Dice.OneIn(10) ? Dice.Below(32) : Dice.OneIn(4) ? AcceptTransfer
            : PermitAccess | (Dice.OneIn(3) ? ReadOnly : 0);
        a[1] = 8 * Dice.Below(4);
        a[2] = Dice.OneIn(20) ? Dice.Next() : flags | (Dice.Below(Domains) << 16) | (Frame() << 32);
    }

    private static void OfUnmap(ref Record.Arguments a)
    {
        ulong mapping = s_memory[(int)Dice.Below(Remembered)];
        a[0] = (mapping & uint.MaxValue) << 12;
        a[1] = mapping >> 32;
        if (Dice.OneIn(8)) a[0] = Address();
        if (Dice.OneIn(8)) a[1] = Dice.Below(1100);
    }

    private static void OfCopy(ref Record.Arguments a)
    {
        ulong flags = Dice.OneIn(16) ? Dice.Below(65536) : Dice.Below(4);
        bool from = (flags & 1) != 0, to = (flags & 2) != 0;
        a[0] = flags;
        a[1] = from || Dice.OneIn(8) ? Domain() : Xen.Self;
        a[2] = from ? Reference() : Frame();
        a[3] = 64 * Dice.Below(65);
        a[4] = to || Dice.OneIn(8) ? Domain() : Xen.Self;
        a[5] = to ? Reference() : Frame();
        a[6] = 64 * Dice.Below(65);
        a[7] = Dice.OneIn(8) ? Dice.Below(5000) : Dice.Below(64);
    }

    // shared_info and the grant table stay where they are: only calls that fail ask to move them.
    private static void OfAdd(ref Record.Arguments a)
    {
        ulong space = Dice.Below(4);
        bool moves = space <= 1;
        a[0] = Domain();
        a[1] = space;
        a[2] = moves ? 1 + Dice.Below(9) : Frame();
        a[3] = Frame();
    }

    private static void OfDecision(ref Record.Arguments a)
    {
        a[0] = 1 + Dice.Below(2);
        a[2] = 1 + Dice.Below(2);
        a[4] = 1 + Dice.Below(3);
        a[1] = a[0] == 2 ? Domain() : Dice.Below(12) * (Dice.OneIn(3) ? 0x10000UL : 0x10001);
        a[3] = a[2] == 2 ? Domain() : Dice.Below(12) * (Dice.OneIn(3) ? 0x10000UL : 0x10001);
    }

    private static ulong Domain()
    {
        ulong choice = Dice.Below(16);
        return choice < 5 ? Xen.Self : choice == 5 ? Dice.Below(65536) : choice == 6 ? 0x7ff1 : Dice.Below(Domains);
    }

    private static ulong Port() => Dice.OneIn(24) ? Dice.Next() & uint.MaxValue : Dice.Below(12);

    private static ulong Vcpu() => Dice.OneIn(10) ? Dice.Below(4) : 0;

    private static ulong Reference() => Dice.OneIn(24) ? Dice.Next() & uint.MaxValue : Dice.Below(4);

    private static ulong Flags() => Dice.OneIn(12) ? Dice.Below(64) : 2 + (4 * Dice.Below(2));

    // The pages to play with, frames that nothing stands at, or frames that there are not.
    private static ulong Frame()
    {
        ulong choice = Dice.Below(16);
        if (choice == 0) return GuestFrames + Dice.Below(4);
        if (choice == 1 && Dice.OneIn(2)) return GuestFrames | (Dice.Next() >> 8);
        return choice < 6 ? FirstEmptyFrame + Dice.Below(EmptyFrames) : ((ulong)Grants.Page(0) >> 12) + Dice.Below(PlayFrames);
    }

    private static ulong Address()
    {
        ulong frame = Dice.OneIn(8) ? Frame() : FirstEmptyFrame + Dice.Below(EmptyFrames);
        return (frame << 12) + (Dice.OneIn(24) ? Dice.Below(4096) : 0);
    }

    [System.Runtime.CompilerServices.InlineArray((int)Remembered)]
    private struct Memory
    {
        private ulong _mapping;
    }
}
