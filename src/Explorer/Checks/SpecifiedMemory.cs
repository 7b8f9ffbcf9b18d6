using Verified.Explorer.States;
using Verified.Logic;
using Verified.Spec;

namespace Verified.Explorer.Checks;

/// <summary>
/// Guest memory as the specification sees it: the kernel's as it was before the step, and what the step is to write.
/// </summary>
internal sealed class SpecifiedMemory(Host host) : IGuestMemory<Bit, Word>
{
    private readonly List<(uint Frame, int Offset, int Bytes, ulong Value)> _writes = [];

    /// <summary>What the step is to write, in order.</summary>
    public IReadOnlyList<(uint Frame, int Offset, int Bytes, ulong Value)> Writes => _writes;

    /// <summary>The last value that is written where another one was.</summary>
    public ulong LastWritten(uint frame, int offset, ulong value)
    {
        foreach ((uint f, int at, _, ulong written) in _writes)
            if (f == frame && at == offset) value = written;
        return value;
    }

    /// <summary>Forgets the step.</summary>
    public void Clear() => _writes.Clear();

    /// <inheritdoc/>
    public Word Read(Bit when, Word frame, Word offset, int bytes)
    {
        if (!when.Value) return Word.Unspecified(64);
        ulong value = 0;
        for (int i = bytes - 1; i >= 0; i--)
            value = (value << 8) | ByteAt((uint)frame.Value, (int)offset.Value + i);
        return Word.Constant(value, 64);
    }

    /// <inheritdoc/>
    public void Write(Bit when, Word frame, Word offset, int bytes, Word value)
    {
        if (when.Value) _writes.Add(((uint)frame.Value, (int)offset.Value, bytes, value.Value));
    }

    /// <inheritdoc/>
    public Bit CompareExchange(Bit when, Word frame, Word offset, Word expected, Word value)
    {
        if (!when.Value) return Bit.Unspecified;
        if (Read(when, frame, offset, 8).Value != expected.Value) return Bit.False;
        Write(when, frame, offset, 8, value);
        return Bit.True;
    }

    /// <inheritdoc/>
    public void AtomicAnd(Bit when, Word frame, Word offset, Word mask)
    {
        if (when.Value) Write(when, frame, offset, 8, Read(when, frame, offset, 8) & mask);
    }

    /// <inheritdoc/>
    public void Copy(Bit when, Word sourceFrame, Word sourceOffset, Word frame, Word offset, Word length)
    {
        if (!when.Value) return;
        for (ulong at = 0; at < length.Value; at += 8)
        {
            int bytes = (int)Math.Min(8, length.Value - at);
            Word by = Word.Constant(at, 64);
            Write(when, frame, offset + by, bytes, Read(when, sourceFrame, sourceOffset + by, bytes));
        }
    }

    /// <inheritdoc/>
    public void Zero(Bit when, Word frame)
    {
        if (!when.Value) return;
        for (int offset = 0; offset < Host.FrameBytes; offset += 8)
        {
            if (host.Word((uint)frame.Value, offset) != 0) _writes.Add(((uint)frame.Value, offset, 8, 0));
        }
    }

    private byte ByteAt(uint frame, int offset)
    {
        for (int i = _writes.Count - 1; i >= 0; i--)
        {
            (uint f, int at, int bytes, ulong value) = _writes[i];
            if (f == frame && offset >= at && offset < at + bytes) return (byte)(value >> (8 * (offset - at)));
        }

        return host.Memory[(int)frame * Host.FrameBytes + offset];
    }
}
