
namespace Verified.Replay;

/// <summary>
/// What all frames hold as far as was specified, to find what a handler writes where it should not. At the image's
/// sizes it is not kept: there the frames that a step is to write are compared, and no others.
/// </summary>
internal sealed class MemoryShadow
{
    private const int MostFrames = 1024;

    private readonly KernelHost _host;
    private readonly byte[][] _frames;

    /// <summary>A shadow of the memory as it is.</summary>
    public MemoryShadow(KernelHost host)
    {
        _host = host;
        _frames = Limits.Frames > MostFrames ? [] : new byte[Limits.Frames][];
        Resume();
    }

    /// <summary>Takes all frames as they are.</summary>
    public void Resume()
    {
        for (int frame = 0; frame < _frames.Length; frame++) _frames[frame] = _host.Frame((uint)frame).ToArray();
    }

    /// <summary>Takes one frame as it is: its domain has written into it.</summary>
    public void Take(uint frame)
    {
        if (frame < _frames.Length) _host.Frame(frame).CopyTo(_frames[frame]);
    }

    /// <summary>The first byte that is other than specified; null when there is none.</summary>
    public string? Difference()
    {
        for (int frame = 0; frame < _frames.Length; frame++)
        {
            Span<byte> actual = _host.Frame((uint)frame);
            if (actual.SequenceEqual(_frames[frame])) continue;
            int at = actual.CommonPrefixLength(_frames[frame]);
            return $"frame {frame} has {actual[at]:x} at {at:x}, which nothing was to write";
        }

        return null;
    }
}
