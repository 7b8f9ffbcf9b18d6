using System;

namespace Verified.Guests;

/// <summary>
/// Looks for what leaks from one domain to another. <c>fill N UNTIL</c> puts the pattern of a number wherever a guest
/// can; <c>scan N UNTIL FRAMES</c> looks for it wherever a guest can, until a time, and then in frames that were the other's;
/// <c>destroy DOMAIN AT</c> is domain 0, which destroys the first; <c>both N</c> does both in one domain, to show what is
/// found. Times are millions of the machine's counter.
/// </summary>
internal static unsafe class Guest
{
    private const ulong Yield = 0;
    private const ulong HoldTicks = 500_000;

    // Of registers.S: where in a buffer.
    private const int DebugAt = 128;
    private const int ControlAt = 176;
    private const int ExtendedAt = 1024;

    internal static void Main()
    {
        if (SharedText.Same(Program.Word(0), "fill"u8))
            Fill(new Pattern(Program.Number(1)), Program.Number(2));
        else if (SharedText.Same(Program.Word(0), "scan"u8))
            Scan(new Pattern(Program.Number(1)), Program.Number(2), Program.Number(3));
        else if (SharedText.Same(Program.Word(0), "destroy"u8))
            Destroy(Program.Number(1), Program.Number(2));
        else
            Both(new Pattern(Program.Number(1)));
    }

    private static bool Before(uint millions) => Xen.ReadTsc() < (ulong)millions * 1_000_000;

    private static void Fill(Pattern pattern, uint until)
    {
        Registers.Enable();
        Memory.Fill(pattern.Value);
        uint rounds = 0;
        while (Before(until))
        {
            Registers.Fill(pattern.Value);
            Registers.Hold(pattern.Value, HoldTicks);
            // In the registers of a hypercall, too: one that there is not.
            Xen.Call(63, pattern.Value, pattern.Value, pattern.Value);
            rounds++;
        }

        Print("filled everything, more than 20 times: "u8, rounds > 20 ? 1 : 0);
        // It stays as it is: whoever destroys it finds everything full.
        while (true)
            Registers.Hold(pattern.Value, HoldTicks);
    }

    private static void Scan(Pattern pattern, uint until, uint frames)
    {
        Registers.Enable();
        byte* buffer = Grants.Page(1);
        Registers.Capture(buffer);
        Print("first state is that of a reset: "u8, IsReset(buffer) ? 1 : 0);
        Print("found in the first registers: "u8, pattern.Count(Registers.First, Registers.FirstSize));
        Print("found in the first memory: "u8, Memory.FindAll(pattern));
        Program.Check(Memory.GiveUp() == Memory.Lent);
        long found = 0;
        uint rounds = 0;
        while (Before(until))
        {
            Xen.Call(Xen.SchedOp, Yield, 0, 0);
            Registers.Capture(buffer);
            found += pattern.Count(buffer, Registers.Size);
            found += pattern.Count((byte*)(SharedInfo.Frame << 12), 4096);
            rounds++;
        }

        Print("looked at all registers, more than 20 times: "u8, rounds > 20 ? 1 : 0);
        Print("found in registers and shared_info: "u8, found);
        while (Before(frames))
            Xen.Call(Xen.SchedOp, Yield, 0, 0);
        Print("frames taken again: "u8, Memory.TakeAgain());
        Print("words in them that are not 0: "u8, Memory.NotClear());
        Print("found in them: "u8, Memory.FindLent(pattern));
    }

    /// <summary>x87 and SSE control, YMM, breakpoints, CR2, CR8, PKRU as the processor's reset leaves them.</summary>
    private static bool IsReset(byte* buffer)
    {
        bool isReset = *(ushort*)(buffer + ExtendedAt) == 0x37f && *(uint*)(buffer + ExtendedAt + 24) == 0x1f80;
        for (int i = 0; i < 256; i += 8)
            isReset &= *(ulong*)(buffer + ExtendedAt + 576 + i) == 0;
        for (int i = 0; i < 32; i += 8)
            isReset &= *(ulong*)(buffer + DebugAt + i) == 0;
        isReset &= *(ulong*)(buffer + DebugAt + 32) == 0xffff_0ff0 && *(ulong*)(buffer + DebugAt + 40) == 0x400;
        for (int i = 0; i < 24; i += 8)
            isReset &= *(ulong*)(buffer + ControlAt + i) == 0;
        return isReset;
    }

    private static void Destroy(uint domain, uint at)
    {
        EventChannels.Sleep((ulong)at * 1_000_000);
        Print("destroys it: "u8, Domctl.Destroy(domain));
    }

    /// <summary>What <see cref="Fill"/> spreads is found by what <see cref="Scan"/> looks with.</summary>
    private static void Both(Pattern pattern)
    {
        Registers.Enable();
        byte* buffer = Grants.Page(1);
        Registers.Fill(pattern.Value);
        Memory.Fill(pattern.Value);
        Registers.Hold(pattern.Value, 1);
        Registers.Capture(buffer);
        Print("found in breakpoint registers: "u8, pattern.Count(buffer + DebugAt, 32));
        Print("found in CR2 and PKRU: "u8, pattern.Count(buffer + ControlAt, 24));
        Print("XCR0: "u8, *(long*)(buffer + ControlAt + 24));
        Print("found in MSRs: "u8, pattern.Count(buffer + 256, 768));
        Print("found in XMM: "u8, pattern.Count(buffer + ExtendedAt + 160, 256) > 20 ? 1 : 0);
        Print("found in YMM: "u8, pattern.Count(buffer + ExtendedAt + 576, 256) == 32 ? 1 : 0);
        Print("found in memory: "u8, Memory.FindAll(pattern) > 1000 ? 1 : 0);
    }

    private static void Print(ReadOnlySpan<byte> text, long value)
    {
        Line line = default;
        line.Add(text);
        line.Add(value);
        line.End();
    }
}
