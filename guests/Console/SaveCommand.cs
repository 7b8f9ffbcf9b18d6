using System;
using System.Runtime.CompilerServices;
using Verified.Monitor;

namespace Verified.Guests;

/// <summary>
/// <c>save DOMAIN</c>: stops a domain, writes it to the second serial port, and takes it away, as xl does. If that does
/// not succeed, it goes on.
/// </summary>
internal static unsafe class SaveCommand
{
    private static Frames s_clear;
    private static Frames s_ram;

    internal static ReadOnlySpan<byte> Usage => "save DOMAIN"u8;

    internal static void Run(ref Words words)
    {
        if (!LifeCommands.TryRead(ref words, Usage, out uint domain))
            return;
        DomainInfo info = default;
        Domctl.TryGetInfo(domain, ref info);
        bool wasPaused = (info.Flags & DomainInfo.Paused) != 0;
        if (!PolicyNames.TryFindLabel(Policy.File, info.Ssidref & 0xffff, out ReadOnlySpan<byte> label))
        {
            Complain.About(Domains.Name(domain), "its label has no name to be found by elsewhere; give the policy names"u8);
            return;
        }

        long result = wasPaused ? 0 : Domctl.Pause(domain);
        if (result == 0)
            result = Domctl.GetContext(domain, Pages.Context);
        if (result != 0)
            Complain.Of(Domains.Name(domain), result);
        else if (Write(ref info, label))
            return;
        if (!wasPaused)
            Domctl.Unpause(domain);
    }

    private static bool Write(ref DomainInfo info, ReadOnlySpan<byte> label)
    {
        ulong length = Survey(ref info);
        if (!StreamWriter.Begin())
        {
            Complain.About("save"u8, "no second serial port; give QEMU a second -serial, file:PATH"u8);
            return false;
        }

        WriteHeader(ref info, label, length);
        bool done = WriteFrames(info.Id);
        if (!StreamWriter.End() || !done)
        {
            Complain.About("save"u8, "the second serial port does not take it; the domain goes on"u8);
            return false;
        }

        Domains.Write(info.Id);
        Screen.Write(" saved, "u8);
        Screen.Write(length);
        Screen.Line(" bytes; it is gone from here"u8);
        Domctl.DestroyDomain(info.Id);
        Domains.Name(info.Id, default);
        return true;
    }

    /// <summary>Finds the domain's RAM, and which of it is clear; how long the stream will be.</summary>
    private static ulong Survey(ref DomainInfo info)
    {
        ulong length = StreamLayout.HeaderSize + StreamLayout.ChecksumSize;
        ulong found = 0;
        for (uint gfn = 0; gfn < Limits.GuestFrames; gfn++)
        {
            bool isRam = found < info.Frames && Domctl.SavePage(info.Id, gfn, Pages.Content) == 0;
            bool isClear = isRam && Pages.IsClear(Pages.Content);
            s_ram[(int)gfn] = isRam;
            s_clear[(int)gfn] = isClear;
            if (!isRam)
                continue;
            found++;
            length += StreamLayout.RecordSize + (isClear ? 0 : Pages.Size);
        }

        info.Frames = found;
        return length;
    }

    private static void WriteHeader(ref DomainInfo info, ReadOnlySpan<byte> label, ulong length)
    {
        StreamWriter.Field(StreamLayout.Magic, StreamLayout.VersionAt);
        StreamWriter.Number(StreamLayout.Version, 4);
        StreamWriter.Number(info.Frames, 4);
        StreamWriter.Number(length, 8);
        StreamWriter.Number(PolicyWords.Major(Policy.File), 4);
        StreamWriter.Number(PolicyWords.Minor(Policy.File), 4);
        StreamWriter.Field(PolicyWords.Hash(Policy.File), StreamLayout.NameAt - StreamLayout.HashAt);
        StreamWriter.Field(Domains.Name(info.Id), StreamLayout.PolicyAt - StreamLayout.NameAt);
        StreamWriter.Field(PolicyWords.Name(Policy.File), StreamLayout.LabelAt - StreamLayout.PolicyAt);
        StreamWriter.Field(label, StreamLayout.ContextAt - StreamLayout.LabelAt);
        StreamWriter.Field(new ReadOnlySpan<byte>(Pages.Context, StreamLayout.ContextSize), StreamLayout.ContextSize);
    }

    private static bool WriteFrames(uint domain)
    {
        for (uint gfn = 0; gfn < Limits.GuestFrames; gfn++)
        {
            if (!s_ram[(int)gfn])
                continue;
            StreamWriter.Number(gfn | (s_clear[(int)gfn] ? StreamLayout.ClearPage : 0), StreamLayout.RecordSize);
            if (s_clear[(int)gfn])
                continue;
            if (Domctl.SavePage(domain, gfn, Pages.Content) != 0)
                return false;
            StreamWriter.Field(new ReadOnlySpan<byte>(Pages.Content, (int)Pages.Size), (int)Pages.Size);
        }

        return true;
    }

    [InlineArray(Limits.GuestFrames)]
    private struct Frames
    {
        private bool _frame;
    }
}
