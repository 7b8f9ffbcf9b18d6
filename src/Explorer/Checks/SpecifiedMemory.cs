using Verified.Explorer.States;
using Verified.Logic;

namespace Verified.Explorer.Checks;

/// <summary>
/// Guest memory as the specification sees it: the kernel's as it was before the step, and what the step is to write.
/// </summary>
internal sealed class SpecifiedMemory(Host host) : StepMemory
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
    public override Word Read(Bit when, Word frame, Word offset, int bytes)
    {
        if (!when.Value) return Word.Unspecified(64);
        ulong value = 0;
        for (int i = bytes - 1; i >= 0; i--)
            value = (value << 8) | ByteAt((uint)frame.Value, (int)offset.Value + i);
        return Word.Constant(value, 64);
    }

    /// <inheritdoc/>
    public override void Write(Bit when, Word frame, Word offset, int bytes, Word value)
    {
        if (when.Value) _writes.Add(((uint)frame.Value, (int)offset.Value, bytes, value.Value));
    }

    /// <inheritdoc/>
    public override void Zero(Bit when, Word frame)
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
