using System.Buffers.Binary;
using Verified.Spec;

namespace Verified.Tests;

/// <summary>Guest memory that computes: all frames in one array, changed by the specification's effects.</summary>
internal sealed class ComputingMemory(byte[] frames) : IGuestMemory<Bit, Word>
{
    public byte[] Frames { get; } = frames;

    /// <summary>Whether the guest interferes with every compare-and-swap.</summary>
    public bool ExchangeFails { get; init; }

    public Word Read(Bit when, Word frame, Word offset, int bytes)
    {
        if (!when.Value) return Word.Unspecified(64);
        Span<byte> padded = stackalloc byte[8];
        At(frame, offset, bytes).CopyTo(padded);
        return Word.Constant(BinaryPrimitives.ReadUInt64LittleEndian(padded), 64);
    }

    public void Write(Bit when, Word frame, Word offset, int bytes, Word value)
    {
        if (!when.Value) return;
        Span<byte> padded = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(padded, value.Value);
        padded[..bytes].CopyTo(At(frame, offset, bytes));
    }

    public Bit CompareExchange(Bit when, Word frame, Word offset, Word expected, Word value)
    {
        if (!when.Value) return Bit.Unspecified;
        if (ExchangeFails || Read(when, frame, offset, 8).Value != expected.Value) return Bit.False;
        Write(when, frame, offset, 8, value);
        return Bit.True;
    }

    public void AtomicAnd(Bit when, Word frame, Word offset, Word mask)
    {
        if (when.Value) Write(when, frame, offset, 8, Read(when, frame, offset, 8) & mask);
    }

    public void Copy(Bit when, Word sourceFrame, Word sourceOffset, Word frame, Word offset, Word length)
    {
        if (when.Value) At(sourceFrame, sourceOffset, (int)length.Value).CopyTo(At(frame, offset, (int)length.Value));
    }

    public void Zero(Bit when, Word frame)
    {
        if (when.Value) At(frame, Word.Constant(0, 64), KernelMachine.FrameBytes).Clear();
    }

    private Span<byte> At(Word frame, Word offset, int bytes)
    {
        if (offset.Value + (ulong)bytes > KernelMachine.FrameBytes)
            throw new InvalidOperationException($"{bytes} bytes at offset {offset.Value} leave the frame");
        return Frames.AsSpan((int)frame.Value * KernelMachine.FrameBytes + (int)offset.Value, bytes);
    }
}
