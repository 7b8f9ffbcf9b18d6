using System;

namespace Verified.Guests;

/// <summary><c>stats</c>: what the reference monitor was asked, and denied.</summary>
internal static unsafe class StatsCommand
{
    private const uint Size = 48;
    private const int ChannelsAsked = 24;
    private const int MappingsAsked = 28;
    private const int ChannelsDenied = 32;
    private const int MappingsDenied = 36;

    internal static ReadOnlySpan<byte> Usage => "stats"u8;

    internal static void Run(ref Words words)
    {
        if (words.HasMore)
        {
            Complain.Usage(Usage);
            return;
        }

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

    private static uint Big(int at) =>
        ((uint)Pages.Content[at] << 24) | ((uint)Pages.Content[at + 1] << 16) | ((uint)Pages.Content[at + 2] << 8)
        | Pages.Content[at + 3];
}
