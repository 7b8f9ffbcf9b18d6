using System;
using Verified.Kernel.Boot;

namespace Verified.Guests;

/// <summary>Looks at a saved domain before anything is made of it: the stream may say anything.</summary>
internal static class SavedDomain
{
    /// <summary>
    /// Finds a stream in a file that holds one after the other: the one of a domain's name, or the first.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The domain's name; empty for whichever is first.</param>
    /// <param name="stream">The stream; its length and its header are there.</param>
    internal static bool TryFind(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> stream)
    {
        int at = 0;
        while (file.Length - at >= StreamLayout.HeaderSize + StreamLayout.ChecksumSize)
        {
            stream = file.Slice(at, file.Length - at);
            ulong length = StreamLayout.Long(stream, StreamLayout.LengthAt);
            if (!Text.Same(stream.Slice(0, StreamLayout.VersionAt), StreamLayout.Magic)
                || length < StreamLayout.HeaderSize + StreamLayout.ChecksumSize || length > (ulong)stream.Length)
                break;
            stream = stream.Slice(0, (int)length);
            if (name.Length == 0 || Text.Same(Name(stream), name))
                return true;
            at += (int)length;
        }

        stream = default;
        return false;
    }

    /// <summary>The name that the domain had.</summary>
    internal static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> stream) =>
        StreamLayout.Field(stream, StreamLayout.NameAt, Domains.MostName);

    /// <summary>The name of its label.</summary>
    internal static ReadOnlySpan<byte> Label(ReadOnlySpan<byte> stream) =>
        StreamLayout.Field(stream, StreamLayout.LabelAt, StreamLayout.ContextAt - StreamLayout.LabelAt);

    /// <summary>Why a stream cannot be restored anywhere, or nothing.</summary>
    internal static ReadOnlySpan<byte> WhyNot(ReadOnlySpan<byte> stream)
    {
        if (StreamLayout.Word(stream, StreamLayout.VersionAt) != StreamLayout.Version)
            return "saved in another version of the format; save it again there with this version"u8;
        if (!HasItsChecksum(stream))
            return "its checksum is wrong: it was changed or cut; copy it again"u8;
        return FramesAreInOrder(stream) ? default : "its frames are not what the header says; save it again"u8;
    }

    private static bool HasItsChecksum(ReadOnlySpan<byte> stream)
    {
        int end = stream.Length - StreamLayout.ChecksumSize;
        uint sum = uint.MaxValue;
        for (int i = 0; i < end; i++)
            sum = StreamLayout.Checksum(sum, stream[i]);
        return StreamLayout.Long(stream, end) == ~sum;
    }

    /// <summary>As many frames as the header says, rising, and nothing behind them.</summary>
    private static bool FramesAreInOrder(ReadOnlySpan<byte> stream)
    {
        uint frames = StreamLayout.Word(stream, StreamLayout.FramesAt);
        int end = stream.Length - StreamLayout.ChecksumSize;
        int at = StreamLayout.HeaderSize;
        ulong next = 0;
        for (uint i = 0; i < frames; i++)
        {
            if (!TryNextFrame(stream, ref at, out ulong gfn, out _) || gfn < next || gfn >= Limits.GuestFrames)
                return false;
            next = gfn + 1;
        }

        return frames != 0 && at == end;
    }

    /// <summary>The next record: where its page stands in the stream, or -1 when it is clear.</summary>
    internal static bool TryNextFrame(ReadOnlySpan<byte> stream, ref int at, out ulong gfn, out int page)
    {
        int end = stream.Length - StreamLayout.ChecksumSize;
        gfn = 0;
        page = -1;
        if (end - at < StreamLayout.RecordSize)
            return false;
        ulong record = StreamLayout.Long(stream, at);
        gfn = record & ~StreamLayout.ClearPage;
        at += StreamLayout.RecordSize;
        if ((record & StreamLayout.ClearPage) != 0)
            return true;
        if (end - at < (int)Pages.Size)
            return false;
        page = at;
        at += (int)Pages.Size;
        return true;
    }

    /// <summary>Whether it was saved under the policy in force: its name, version and hash.</summary>
    internal static bool IsOfThePolicy(ReadOnlySpan<byte> stream) =>
        StreamLayout.Word(stream, StreamLayout.PolicyVersionAt) == PolicyWords.Major(Policy.File)
        && StreamLayout.Word(stream, StreamLayout.PolicyVersionAt + 4) == PolicyWords.Minor(Policy.File)
        && Text.Same(stream.Slice(StreamLayout.HashAt, StreamLayout.HashSize), PolicyWords.Hash(Policy.File))
        && Text.Same(
            StreamLayout.Field(stream, StreamLayout.PolicyAt, StreamLayout.LabelAt - StreamLayout.PolicyAt),
            PolicyWords.Name(Policy.File));
}
