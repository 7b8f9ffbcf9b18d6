using Verified.Logic;

namespace Verified.Explorer.Checks;

/// <summary>Guest memory as the specification sees it: what a step reads is recorded, what it is to write is kept.</summary>
/// <param name="recorder">Reads the kernel's memory.</param>
internal sealed class RecordedMemory(Recorder recorder) : StepMemory
{
    private const ulong LongestCopy = 64;

    private readonly List<(uint Frame, int Offset, int Bytes, ulong Value)> _writes = [];
    private readonly List<uint> _zeros = [];

    /// <summary>What the step is to write, each place once, and after the frames that it is to clear.</summary>
    public IReadOnlyList<(uint Frame, int Offset, int Bytes, ulong Value)> Writes => _writes;

    /// <summary>Frames that the step is to clear.</summary>
    public IReadOnlyList<uint> Zeros => _zeros;

    /// <summary>Whether more was asked of it than it can keep: the step is not learnt.</summary>
    public bool IsBeyond { get; private set; }

    /// <summary>Forgets the step.</summary>
    public void Start()
    {
        _writes.Clear();
        _zeros.Clear();
        IsBeyond = false;
    }

    /// <inheritdoc/>
    public override Word Read(Bit when, Word frame, Word offset, int bytes)
    {
        if (!when.Value) return Word.Unspecified(64);
        return Word.Constant(ReadNow((uint)frame.Value, (int)offset.Value, bytes), 64);
    }

    /// <inheritdoc/>
    public override void Write(Bit when, Word frame, Word offset, int bytes, Word value)
    {
        if (!when.Value) return;
        ulong cut = value.Value << (64 - 8 * bytes) >> (64 - 8 * bytes);
        (uint Frame, int Offset, int Bytes, ulong Value) write = ((uint)frame.Value, (int)offset.Value, bytes, cut);
        for (int i = 0; i < _writes.Count; i++)
        {
            if (!Overlaps(_writes[i], write.Frame, write.Offset, bytes)) continue;
            if (_writes[i].Offset != write.Offset || _writes[i].Bytes != bytes) IsBeyond = true;
            _writes[i] = write;
            return;
        }

        _writes.Add(write);
    }

    /// <inheritdoc/>
    public override void Copy(Bit when, Word sourceFrame, Word sourceOffset, Word frame, Word offset, Word length)
    {
        if (!when.Value) return;
        IsBeyond |= length.Value > LongestCopy;
        Word kept = Word.Constant(Math.Min(length.Value, LongestCopy), 64);
        base.Copy(when, sourceFrame, sourceOffset, frame, offset, kept);
    }

    /// <inheritdoc/>
    public override void Zero(Bit when, Word frame)
    {
        if (!when.Value) return;
        _writes.RemoveAll(write => write.Frame == (uint)frame.Value);
        _zeros.Add((uint)frame.Value);
    }

    private ulong ReadNow(uint frame, int offset, int bytes)
    {
        foreach ((uint Frame, int Offset, int Bytes, ulong Value) write in _writes)
        {
            if (!Overlaps(write, frame, offset, bytes)) continue;
            if (write.Offset != offset || write.Bytes != bytes) IsBeyond = true;
            return write.Value;
        }

        return _zeros.Contains(frame) ? 0 : recorder.ReadMemory(frame, offset, bytes);
    }

    private static bool Overlaps((uint Frame, int Offset, int Bytes, ulong Value) write, uint frame, int offset, int bytes) =>
        write.Frame == frame && write.Offset < offset + bytes && offset < write.Offset + write.Bytes;
}
