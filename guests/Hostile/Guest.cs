using System;
using System.Threading;

namespace Verified.Guests;

/// <summary>
/// A guest for the tests: does one thing that a hypervisor must withstand, named by the argument's first word; the
/// second is a number.
/// </summary>
internal static unsafe class Guest
{
    private const ulong NoRam = 0x0e00_0000;
    private const ulong WallClock = (SharedInfo.Frame << 12) + 0xc00;
    private const ulong VcpuOp = 24;
    private const uint KernelGsBase = 0xc000_0102;
    private const uint UnknownMsr = 0xc001_0131;

    internal static void Main()
    {
        if (Is("memory"u8))
            Volatile.Write(ref *(ulong*)NoRam, 1);
        else if (Is("undefined"u8))
            Instructions.Undefined();
        else if (Is("vmrun"u8))
            Instructions.Vmrun();
        else if (Is("xsetbv"u8))
            Instructions.Xsetbv();
        else if (Is("outs"u8))
            Instructions.StringOutput();
        else if (Is("msr"u8))
            Instructions.WriteReadMsr(UnknownMsr, 0);
        else if (Is("halt"u8))
            Instructions.HaltForGood();
        else
            Withstood();
    }

    /// <summary>What does not end the guest.</summary>
    private static void Withstood()
    {
        if (Is("spin"u8))
            Spin(Program.Number(1));
        else if (Is("share"u8))
            Share(Program.Number(1), Program.Number(2));
        else if (Is("naps"u8))
            Naps(Program.Number(1));
        else if (Is("registers"u8))
            Registers(Program.Number(1));
        else if (Is("console"u8))
            Console();
        else if (Is("flood"u8))
            Flood(Program.Number(1));
        else if (Is("sleep"u8))
            Sleep(Program.Number(1));
        else if (Is("arguments"u8))
            Arguments();
        else if (Is("user"u8))
            UserMode();
        else if (Is("random"u8))
            RandomCalls.Run(Program.Number(1), Program.Number(2));
        else if (Is("witness"u8))
            Witness.Run(Program.Number(1));
        else if (Is("fickle"u8))
            FickleGranter.Grant(Program.Number(1));
        else if (Is("mapper"u8))
            FickleGranter.Map(Program.Number(1));
        else if (Is("wallclock"u8))
            Print("the time of day at boot: "u8, *(long*)(WallClock + 4) & 0xffff_ffff);
        else
            Greedy();
    }

    /// <summary>What takes more than its share of the processor, if it can, until the machine's counter says so.</summary>
    private static void Greedy()
    {
        if (Is("greedy-console"u8))
            FloodConsole(Program.Number(1));
        else if (Is("greedy-events"u8))
            FloodEvents(Program.Number(1));
        else if (Is("greedy-calls"u8))
            FloodCalls(Program.Number(1));
        else if (Is("greedy-timer"u8))
            FloodTimer(Program.Number(1));
        else
            Print("nothing to do, as "u8, Xen.DomainId());
    }

    private static bool Is(ReadOnlySpan<byte> word) => SharedText.Same(Program.Word(0), word);

    /// <summary>Keeps the processor, interrupts off, for so many million rounds.</summary>
    private static void Spin(uint millions)
    {
        const uint Million = 1_000_000;
        uint rounds = 0;
        for (ulong i = 0; i < (ulong)millions * Million; i++)
            Volatile.Write(ref rounds, rounds + 1);
        Print("has spun, rounds "u8, rounds);
    }

    /// <summary>
    /// Computes, interrupts off, from one time of the machine's counter to another; how far it came is its share.
    /// </summary>
    private static void Share(uint millions, uint from)
    {
        if (from != 0)
            EventChannels.Sleep(from * 1_000_000UL);
        ulong rounds = 0;
        while (Xen.ReadTsc() < (ulong)millions * 1_000_000)
            Volatile.Write(ref rounds, rounds + 1);
        Runstate runstate = default;
        const ulong GetRunstateInfo = 4;
        Program.Check(Xen.Call(VcpuOp, GetRunstateInfo, 0, (ulong)&runstate) == 0);
        Print("has had a share of "u8, (long)rounds);
        Print("CPU time in microseconds: "u8, (long)(runstate.Running / 1000));
        Print("waited for its turn, in microseconds: "u8, (long)(runstate.Runnable / 1000));
    }

    /// <summary>Sleeps for 50 microseconds again and again until the machine's counter says so.</summary>
    private static void Naps(uint millions)
    {
        const ulong Nap = 50_000;
        ulong until = 0;
        uint naps = 0;
        while (Xen.ReadTsc() < (ulong)millions * 1_000_000)
        {
            until = (Xen.ReadTsc() > until ? Xen.ReadTsc() : until) + Nap;
            EventChannels.Sleep(until);
            naps++;
        }

        Print("has napped, more than 50 times: "u8, naps > 50 ? 1 : 0);
    }

    private static bool Before(uint millions) => Xen.ReadTsc() < (ulong)millions * 1_000_000;

    /// <summary>Writes whole pages to the console, again and again.</summary>
    private static void FloodConsole(uint millions)
    {
        const int Size = 4096;
        byte* text = Grants.Page(0);
        for (int i = 0; i < Size; i++)
            text[i] = (byte)(i % 64 == 63 ? '\n' : 'x');
        while (Before(millions))
            Xen.Call(Xen.ConsoleIo, 0, Size, (ulong)text);
    }

    /// <summary>Sends itself events, with upcalls on, again and again.</summary>
    private static void FloodEvents(uint millions)
    {
        uint port = (uint)EventChannels.AllocUnbound(Xen.Self);
        EventChannels.BindInterdomain(Xen.Self, port);
        Program.Check(Upcalls.Enable() == 0);
        while (Before(millions))
            EventChannels.Send(port);
    }

    /// <summary>Hypercalls that take long: lists of many elements.</summary>
    private static void FloodCalls(uint millions)
    {
        const uint Elements = 64;
        const uint ElementSize = 64;
        ulong* list = (ulong*)Grants.Page(2);
        for (uint i = 0; i < Elements * ElementSize / 8; i++)
            list[i] = i % 8 == 0 ? Xen.EventChannelOp : i % 8 == 2 ? 6UL : 0;
        while (Before(millions))
            Xen.Call(Xen.Multicall, (ulong)list, Elements, 0);
    }

    /// <summary>A timer that is always due, and sleep until it comes.</summary>
    private static void FloodTimer(uint millions)
    {
        while (Before(millions))
            EventChannels.Sleep(1);
    }

    /// <summary>Registers stay a guest's own; devices and MSRs are not there.</summary>
    private static void Registers(uint pattern)
    {
        const ulong Rounds = 3_000_000;
        const ulong Spread = 0x0101_0101_0101;
        Print("registers lost: "u8, Instructions.FillAndCheckXmm(pattern * Spread, Rounds));
        Print("PKRU lost: "u8, Instructions.FillAndCheckPkru(pattern << 8, Rounds));
        Print("port 0x60 reads "u8, Instructions.ReadPort8(0x60));
        ulong word = pattern;
        Print("through GS: "u8, (long)Instructions.ReadThroughGs(&word));
        Print("breakpoint registers kept: "u8, (long)Instructions.SwapDebugRegisters(pattern));
        Print("KernelGSBase kept: "u8, Instructions.WriteReadMsr(KernelGsBase, pattern) == pattern ? 1 : 0);
    }

    /// <summary>Tries to speak as the hypervisor: a return, a new line, an escape sequence.</summary>
    private static void Console()
    {
        Line.Print("a\rdenied: nobody\ndenied: x\u001b[2J"u8);
    }

    /// <summary>Asks again and again for what it must not have.</summary>
    private static void Flood(uint times)
    {
        uint denied = 0;
        for (uint i = 0; i < times; i++)
            denied += EventChannels.AllocUnbound(Program.Number(2)) == EventChannels.Denied ? 1U : 0;
        Print("denials seen: "u8, denied);
    }

    /// <summary>Waits until so many milliseconds after boot (SCHEDOP_poll, no port).</summary>
    private static void Sleep(uint milliseconds)
    {
        EventChannels.Sleep(milliseconds * 1_000_000UL);
        Print("has slept until "u8, milliseconds);
    }

    /// <summary>Arguments where there is no memory, or none that may be written.</summary>
    private static void Arguments()
    {
        const ulong AllocUnbound = 6;
        const ulong NotCanonical = 0x8000_0000_0000_0000;
        Print("no memory: "u8, Xen.Call(Xen.EventChannelOp, AllocUnbound, NoRam, 0));
        Print("not canonical: "u8, Xen.Call(Xen.EventChannelOp, AllocUnbound, NotCanonical, 0));
        Print("beyond the tables: "u8, Xen.Call(Xen.EventChannelOp, AllocUnbound, 1UL << 40, 0));
        ulong page = (ulong)Grants.Page(0);
        *(uint*)page = Xen.Self;
        Print("a page of its own: "u8, Xen.Call(Xen.EventChannelOp, AllocUnbound, page, 0));
        Vanish(page);
        Print("a page that is gone: "u8, Xen.Call(Xen.EventChannelOp, AllocUnbound, page, 0));
    }

    /// <summary>The calls of a list, of which the second gives up the page that the list stands in.</summary>
    private static void Vanish(ulong page)
    {
        const ulong DecreaseReservation = 1;
        ulong* list = (ulong*)page;
        ulong* reservation = (ulong*)Grants.Page(1);
        ulong frame = page >> 12;
        reservation[0] = (ulong)&frame;
        reservation[1] = 1;
        reservation[2] = 0;
        reservation[3] = Xen.Self;
        for (int i = 0; i < 24; i++)
            list[i] = i % 8 == 0 ? Xen.XenVersion : 0;
        list[8] = Xen.MemoryOp;
        list[10] = DecreaseReservation;
        list[11] = (ulong)reservation;
        Print("a list that takes its own page away: "u8, Xen.Call(Xen.Multicall, page, 3, 0));
    }

    /// <summary>Calls at CPL 3.</summary>
    private static void UserMode()
    {
        const ulong AllocUnbound = 6;
        uint* argument = (uint*)Grants.Page(0);
        argument[0] = Xen.Self;
        Print("xen_version from user mode: "u8, Instructions.CallFromUserMode(Xen.XenVersion, 0, 0, 0));
        Print("alloc_unbound from user mode: "u8,
            Instructions.CallFromUserMode(Xen.EventChannelOp, AllocUnbound, (ulong)argument, 0));
        Print("an unknown call from user mode: "u8, Instructions.CallFromUserMode(99, 0, 0, 0));
        Print("the first port afterwards: "u8, EventChannels.AllocUnbound(Xen.Self));
    }

    private static void Print(ReadOnlySpan<byte> text, long value)
    {
        Line line = default;
        line.Add(text);
        line.Add(value);
        line.End();
    }

    /// <summary>vcpu_runstate_info (public/vcpu.h), times in nanoseconds.</summary>
    private struct Runstate
    {
        internal int State;
        internal int Padding;
        internal ulong Since;
        internal ulong Running;
        internal ulong Runnable;
        internal ulong Blocked;
        internal ulong Offline;
    }
}
