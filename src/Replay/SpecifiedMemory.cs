using System.Buffers.Binary;
using Verified.Spec;

namespace Verified.Replay;

/// <summary>
/// Guest memory as the specification sees it: what it was before the step, and what the step is to write. The step is
/// made on the kernel afterwards, whose memory is then compared with what was written here.
/// </summary>
internal sealed class SpecifiedMemory(KernelHost host) : IGuestMemory<Bit, Word>
{
    // The frames that the step writes, as they are to be.
    private readonly Dictionary<uint, byte[]> _written = [];
    private readonly Stack<byte[]> _spare = new();

    /// <summary>Forgets the step.</summary>
    public void Clear()
    {
        if (_written.Count == 0) return;
        foreach (byte[] frame in _written.Values) _spare.Push(frame);
        _written.Clear();
    }

    /// <summary>The first frame that the kernel left other than specified; null when there is none.</summary>
    public string? Difference()
    {
        foreach ((uint frame, byte[] expected) in _written)
        {
            int at = expected.AsSpan().CommonPrefixLength(host.Frame(frame));
            if (at < expected.Length)
                return $"frame {frame} has {host.Frame(frame)[at]:x} at {at:x}, specified {expected[at]:x}";
        }

        return null;
    }

    /// <summary>The frames that the step writes.</summary>
    public IEnumerable<uint> Frames => _written.Keys;

    /// <inheritdoc/>
    public Word Read(Bit when, Word frame, Word offset, int bytes)
    {
        if (!when.Value) return Word.Unspecified(64);
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        Bytes((uint)frame.Value).Slice((int)offset.Value, bytes).CopyTo(padded);
        return Word.Constant(BinaryPrimitives.ReadUInt64LittleEndian(padded), 64);
    }

    /// <inheritdoc/>
    public void Write(Bit when, Word frame, Word offset, int bytes, Word value)
    {
        if (!when.Value) return;
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(padded, value.Value);
        padded[..bytes].CopyTo(Writable((uint)frame.Value).AsSpan((int)offset.Value));
    }

    /// <inheritdoc/>
    public Bit CompareExchange(Bit when, Word frame, Word offset, Word expected, Word value)
    {
        if (!when.Value) return Bit.Unspecified;
        if (Read(when, frame, offset, sizeof(ulong)).Value != expected.Value) return Bit.False;
        Write(when, frame, offset, sizeof(ulong), value);
        return Bit.True;
    }

    /// <inheritdoc/>
    public void AtomicAnd(Bit when, Word frame, Word offset, Word mask)
    {
        if (when.Value) Write(when, frame, offset, sizeof(ulong), Read(when, frame, offset, sizeof(ulong)) & mask);
    }

    /// <inheritdoc/>
    public void Copy(Bit when, Word sourceFrame, Word sourceOffset, Word frame, Word offset, Word length)
    {
        if (!when.Value) return;
        Bytes((uint)sourceFrame.Value).Slice((int)sourceOffset.Value, (int)length.Value)
            .CopyTo(Writable((uint)frame.Value).AsSpan((int)offset.Value));
    }

    /// <inheritdoc/>
    public void Zero(Bit when, Word frame)
    {
        if (when.Value) Writable((uint)frame.Value).AsSpan().Clear();
    }

    private ReadOnlySpan<byte> Bytes(uint frame) =>
        _written.TryGetValue(frame, out byte[]? bytes) ? bytes : host.Frame(frame);

    private byte[] Writable(uint frame)
    {
        if (_written.TryGetValue(frame, out byte[]? bytes)) return bytes;
        bytes = _spare.TryPop(out byte[]? spare) ? spare : new byte[KernelHost.FrameBytes];
        host.Frame(frame).CopyTo(bytes);
        _written.Add(frame, bytes);
        return bytes;
    }
}
