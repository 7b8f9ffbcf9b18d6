using System;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>The measurements: each operation a thousand times, least and median, beside Xen's figures.</summary>
internal static unsafe class Bench
{
    /// <summary>The peer's port that is bound and closed again and again.</summary>
    internal const uint PeerPort = 1;

    /// <summary>The peer's port on which it is told that all is done.</summary>
    internal const uint DonePort = 2;

    private const int Rounds = 1000;
    private const int NameWidth = 36;
    private const int NumberWidth = 10;

    private static Samples s_samples;

    /// <summary>What measuring itself takes: two readings of the counter and what stands between them.</summary>
    internal static ulong Overhead { get; private set; }

    /// <summary>Runs all of them.</summary>
    internal static void Run(uint peer)
    {
        long done = WaitForPeer(peer);
        Operations.Prepare(peer, (ulong)Grants.Slot(0));
        Header();
        MeasureOverhead();

        // Xen 4.17.7 without XSM and with FLASK enforcing, in the same emulator (the project's hypercalls.md).
        Row("unknown hypercall"u8, Operation.Unknown, 656, 656);
        Row("xen_version(0)"u8, Operation.Version, 694, 708);
        Row("event send, clear and masked"u8, Operation.Send, 6016, 6189);
        Row("event send until the upcall's entry"u8, Operation.SendUpcall, 6229, 6402);
        Row("event unmask, not masked"u8, Operation.Unmask, 0, 0);
        Row("alloc_unbound"u8, Operation.AllocUnbound, 11411, 12343);
        Row("bind_interdomain"u8, Operation.BindInterdomain, 11599, 12710);
        Row("alloc + bind + two closes"u8, Operation.Channel, 35101, 37156);
        Row("grant map, another domain's page"u8, Operation.MapGrant, 14214, 14406);
        Row("grant unmap"u8, Operation.UnmapGrant, 14795, 14980);
        Row("grant copy, 64 bytes"u8, Operation.CopyLine, 13407, 13591);
        Row("grant copy, 4096 bytes"u8, Operation.CopyPage, 13911, 14095);
        Row("current_reservation"u8, Operation.Reservation, 5947, 6129);
        Row("sched_op yield"u8, Operation.Yield, 3028, 3028);
        Row("CPUID exit"u8, Operation.Cpuid, 722, 722);
        EventChannels.Send((uint)done);
    }

    /// <summary>Binds the peer's second port, as soon as it is there.</summary>
    internal static long WaitForPeer(uint peer)
    {
        const int MostTries = 10_000;
        for (int i = 0; i < MostTries; i++)
        {
            long port = EventChannels.BindInterdomain(peer, DonePort);
            if (port >= 0)
                return port;
            Operations.GiveWay();
        }

        Program.Fail("the peer does not come"u8);
        return 0;
    }

    /// <summary>Has <see cref="Overhead"/> found out.</summary>
    internal static void MeasureOverhead()
    {
        Measure(Operation.Nothing);
        Overhead = s_samples[0];
    }

    /// <summary>The least of an operation's figures.</summary>
    internal static ulong Least(uint operation)
    {
        Measure(operation);
        return s_samples[0] - Overhead;
    }

    private static void Measure(uint operation)
    {
        for (int i = 0; i < Rounds; i++)
            s_samples[i] = Operations.Once(operation);
        Sort();
    }

    private static void Header()
    {
        Line line = default;
        Pad(ref line, "instructions per call"u8, NameWidth, false);
        Pad(ref line, "least"u8, NumberWidth, true);
        Pad(ref line, "median"u8, NumberWidth, true);
        Pad(ref line, "Xen"u8, NumberWidth, true);
        Pad(ref line, "FLASK"u8, NumberWidth, true);
        line.End();
    }

    /// <summary>A line of the table; Xen's figures are 0 where nobody measured them.</summary>
    private static void Row(ReadOnlySpan<byte> name, uint operation, ulong xen, ulong flask)
    {
        Measure(operation);
        Line line = default;
        Pad(ref line, name, NameWidth, false);
        Number(ref line, s_samples[0] - Overhead);
        Number(ref line, s_samples[Rounds / 2] - Overhead);
        if (xen != 0)
        {
            Number(ref line, xen);
            Number(ref line, flask);
        }

        line.End();
    }

    private static void Number(ref Line line, ulong value)
    {
        int digits = 1;
        for (ulong rest = value; rest >= 10; rest /= 10)
            digits++;
        Spaces(ref line, NumberWidth - digits);
        line.Add((long)value);
    }

    private static void Pad(ref Line line, ReadOnlySpan<byte> text, int width, bool right)
    {
        if (right)
            Spaces(ref line, width - text.Length);
        line.Add(text);
        if (!right)
            Spaces(ref line, width - text.Length);
    }

    private static void Spaces(ref Line line, int count)
    {
        for (int i = 0; i < count; i++)
            line.Add(" "u8);
    }

    private static void Sort()
    {
        for (int i = 1; i < Rounds; i++)
        {
            ulong sample = s_samples[i];
            int place = i;
            for (; place > 0 && s_samples[place - 1] > sample; place--)
                s_samples[place] = s_samples[place - 1];
            s_samples[place] = sample;
        }
    }

    [InlineArray(Rounds)]
    private struct Samples
    {
        private ulong _sample;
    }
}
