using System;

namespace Verified.Guests;

/// <summary>
/// <c>stats</c>: what the reference monitor was asked, and denied; of a domain, what it cost and why it was stopped.
/// </summary>
internal static unsafe class StatsCommand
{
    private const uint Size = 48;
    private const int ChannelsAsked = 24;
    private const int MappingsAsked = 28;
    private const int ChannelsDenied = 32;
    private const int MappingsDenied = 36;

    internal static ReadOnlySpan<byte> Usage => "stats [DOMAIN]"u8;

    internal static void Run(ref Words words)
    {
        if (!words.HasMore)
            OfTheMonitor();
        else if (LifeCommands.TryRead(ref words, Usage, out uint domain))
            OfDomain(domain);
    }

    private static void OfTheMonitor()
    {
        long result = PolicyOps.Statistics(Pages.Content, Size);
        if (result != 0)
        {
            Complain.Of("stats"u8, result);
            return;
        }

        Show("event channels"u8, ChannelsAsked, ChannelsDenied);
        Show("grants"u8, MappingsAsked, MappingsDenied);
    }

    private static void Show(ReadOnlySpan<byte> what, int asked, int denied)
    {
        Screen.Write(what);
        Screen.Write(": "u8);
        Screen.Write(Big(asked));
        Screen.Write(" questions to the monitor, "u8);
        Screen.Write(Big(denied));
        Screen.Line(" denied"u8);
    }

    private static void OfDomain(uint domain)
    {
        DomainStatistics statistics = default;
        long result = Domctl.GetStatistics(domain, ref statistics);
        if (result != 0)
        {
            Complain.Of("stats"u8, result);
            return;
        }

        Domains.Write(domain);
        Count(": "u8, statistics.CpuTime, " ns of CPU time"u8);
        Count(", taken up "u8, statistics.Exits.Runs, " times"u8);
        Count(", "u8, statistics.Denials, " denials"u8);
        Screen.End();
        Count("exits: "u8, statistics.Exits.Hypercalls, " hypercalls"u8);
        Count(", "u8, statistics.Exits.Interrupts, " interrupts"u8);
        Count(", "u8, statistics.Exits.Halts, " HLT"u8);
        Count(", "u8, statistics.Exits.Cpuid, " CPUID"u8);
        Count(", "u8, statistics.Exits.Msrs, " MSRs"u8);
        Count(", "u8, statistics.Exits.Ports, " ports"u8);
        Count(", "u8, statistics.Exits.Debugs, " debug"u8);
        Count(", "u8, statistics.Exits.Others, " others"u8);
        Screen.End();
    }

    private static void Count(ReadOnlySpan<byte> before, ulong count, ReadOnlySpan<byte> what)
    {
        Screen.Write(before);
        Screen.Write(count);
        Screen.Write(what);
    }

    private static uint Big(int at) =>
        ((uint)Pages.Content[at] << 24) | ((uint)Pages.Content[at + 1] << 16) | ((uint)Pages.Content[at + 2] << 8)
        | Pages.Content[at + 3];
}
