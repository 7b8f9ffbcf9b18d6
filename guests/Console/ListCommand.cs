using System;

namespace Verified.Guests;

/// <summary><c>list</c>: a line a domain.</summary>
internal static class ListCommand
{
    private const int IdColumn = 16;
    private const int LabelColumn = 20;
    private const int StateColumn = 38;
    private const int MemoryColumn = 45;
    private const int TimeColumn = 55;
    private const int PortsColumn = 63;
    private const int MapsColumn = 69;

    internal static ReadOnlySpan<byte> Usage => "list"u8;

    internal static void Run(ref Words words)
    {
        if (words.HasMore)
        {
            Complain.Usage(Usage);
            return;
        }

        Cell("name"u8, IdColumn);
        Cell("id"u8, LabelColumn);
        Cell("label"u8, StateColumn);
        Cell("state"u8, MemoryColumn);
        Cell("KiB"u8, TimeColumn);
        Cell("CPU ms"u8, PortsColumn);
        Cell("ports"u8, MapsColumn);
        Screen.Line("maps"u8);
        DomainInfo info = default;
        for (uint next = 0; Domctl.TryGetInfo(next, ref info); next = info.Id + 1)
            Show(ref info);
    }

    private static void Show(ref DomainInfo info)
    {
        const ulong KibAFrame = 4;
        const ulong NanosecondsAMillisecond = 1_000_000;
        Screen.WriteSafely(Domains.Name(info.Id));
        Screen.To(IdColumn);
        Screen.Write(info.Id);
        Screen.To(LabelColumn);
        Policy.WriteLabel(info.Ssidref & 0xffff);
        Screen.To(StateColumn);
        Screen.Write(State(ref info));
        Screen.To(MemoryColumn);
        Screen.Write(info.Frames * KibAFrame);
        Screen.To(TimeColumn);
        Screen.Write(info.CpuTime / NanosecondsAMillisecond);
        Screen.To(PortsColumn);
        Screen.Write(info.Ports);
        Screen.To(MapsColumn);
        Screen.Write(info.Mappings);
        Screen.End();
    }

    private static ReadOnlySpan<byte> State(ref DomainInfo info)
    {
        const uint ReasonMask = 0xff;
        if ((info.Flags & DomainInfo.Dying) != 0)
            return "d"u8;
        if ((info.Flags & DomainInfo.HasShutDown) != 0)
            return (info.Flags >> 16 & ReasonMask) == 0 ? "s"u8 : "c"u8;
        if ((info.Flags & DomainInfo.Paused) != 0)
            return "p"u8;
        return (info.Flags & DomainInfo.Blocked) != 0 ? "b"u8 : "r"u8;
    }

    private static void Cell(ReadOnlySpan<byte> text, int column)
    {
        Screen.Write(text);
        Screen.To(column);
    }
}
