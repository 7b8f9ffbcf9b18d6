using System.Buffers.Binary;
using Verified.Spec;

namespace Verified.Attack.Tests;

/// <summary>All frames, changed by what the specification says; what was changed can be taken back.</summary>
internal sealed class UndoableMemory(byte[] memory) : IGuestMemory<Bit, Word>
{
    private const int FrameBytes = 4096;

    private readonly List<(int At, byte[] Old)> _changes = [];

    /// <summary>How many changes there were.</summary>
    public int Changes => _changes.Count;

    /// <summary>Takes changes back until so many are left.</summary>
    public void BackTo(int changes)
    {
        for (int i = _changes.Count - 1; i >= changes; i--) _changes[i].Old.CopyTo(memory, _changes[i].At);
        _changes.RemoveRange(changes, _changes.Count - changes);
    }

    /// <inheritdoc/>
    public Word Read(Bit when, Word frame, Word offset, int bytes)
    {
        if (!when.Value) return Word.Unspecified(64);
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        memory.AsSpan(At(frame, offset), bytes).CopyTo(padded);
        return Word.Constant(BinaryPrimitives.ReadUInt64LittleEndian(padded), 64);
    }

    /// <inheritdoc/>
    public void Write(Bit when, Word frame, Word offset, int bytes, Word value)
    {
        if (!when.Value) return;
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(padded, value.Value);
        Put(At(frame, offset), padded[..bytes]);
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
        if (when.Value)
            Put(At(frame, offset), memory.AsSpan(At(sourceFrame, sourceOffset), (int)length.Value).ToArray());
    }

    /// <inheritdoc/>
    public void Zero(Bit when, Word frame)
    {
        if (when.Value) Put((int)frame.Value * FrameBytes, new byte[FrameBytes]);
    }

    private void Put(int at, ReadOnlySpan<byte> bytes)
    {
        _changes.Add((at, memory.AsSpan(at, bytes.Length).ToArray()));
        bytes.CopyTo(memory.AsSpan(at));
    }

    private static int At(Word frame, Word offset) => ((int)frame.Value * FrameBytes) + (int)offset.Value;
}
