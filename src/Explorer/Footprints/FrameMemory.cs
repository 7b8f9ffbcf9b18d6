namespace Verified.Kernel;

/// <summary>The kernel's accesses to guest memory (PlainFrameMemory, which is its own FrameMemory), each told.</summary>
public static class FrameMemory
{
    /// <summary>Bytes of a frame.</summary>
    public const uint FrameSize = PlainFrameMemory.FrameSize;

    /// <summary>One load of 8 bytes.</summary>
    public static ulong Read64(ref State s, uint frame, uint offset)
    {
        Tell(ref s, frame, offset, 8);
        return PlainFrameMemory.Read64(ref s, frame, offset);
    }

    /// <summary>One load of 8 bytes of the frame that a leaf shows.</summary>
    public static ulong ReadLeaf64(ref State s, ulong leaf, uint offset)
    {
        Tell(ref s, (uint)(leaf >> Leaf.FrameShift) & (Limits.Frames - 1), offset, 8);
        return PlainFrameMemory.ReadLeaf64(ref s, leaf, offset);
    }

    /// <summary>One load of 4 bytes.</summary>
    public static uint Read32(ref State s, uint frame, uint offset)
    {
        Tell(ref s, frame, offset, 4);
        return PlainFrameMemory.Read32(ref s, frame, offset);
    }

    /// <summary>One load of 2 bytes.</summary>
    public static ushort Read16(ref State s, uint frame, uint offset)
    {
        Tell(ref s, frame, offset, 2);
        return PlainFrameMemory.Read16(ref s, frame, offset);
    }

    /// <summary>One load of 1 byte.</summary>
    public static byte Read8(ref State s, uint frame, uint offset)
    {
        Tell(ref s, frame, offset, 1);
        return PlainFrameMemory.Read8(ref s, frame, offset);
    }

    /// <summary>One store of 8 bytes.</summary>
    public static void Write64(ref State s, uint frame, uint offset, ulong value)
    {
        Tell(ref s, frame, offset, 8);
        PlainFrameMemory.Write64(ref s, frame, offset, value);
    }

    /// <summary>One store of 4 bytes.</summary>
    public static void Write32(ref State s, uint frame, uint offset, uint value)
    {
        Tell(ref s, frame, offset, 4);
        PlainFrameMemory.Write32(ref s, frame, offset, value);
    }

    /// <summary>One store of 1 byte.</summary>
    public static void Write8(ref State s, uint frame, uint offset, byte value)
    {
        Tell(ref s, frame, offset, 1);
        PlainFrameMemory.Write8(ref s, frame, offset, value);
    }

    /// <summary>One locked compare-and-swap of 8 bytes.</summary>
    public static bool CompareExchange64(ref State s, uint frame, uint offset, ulong expected, ulong value)
    {
        Tell(ref s, frame, offset, 8);
        return PlainFrameMemory.CompareExchange64(ref s, frame, offset, expected, value);
    }

    /// <summary>One locked and of 8 bytes.</summary>
    public static void AtomicAnd64(ref State s, uint frame, uint offset, ulong mask)
    {
        Tell(ref s, frame, offset, 8);
        PlainFrameMemory.AtomicAnd64(ref s, frame, offset, mask);
    }

    /// <summary>Copies bytes from one place to another that it does not overlap.</summary>
    public static void Copy(ref State s, uint sourceFrame, uint sourceOffset, uint frame, uint offset, uint length)
    {
        Tell(ref s, sourceFrame, sourceOffset, length);
        Tell(ref s, frame, offset, length);
        PlainFrameMemory.Copy(ref s, sourceFrame, sourceOffset, frame, offset, length);
    }

    /// <summary>Clears the whole frame.</summary>
    public static void Zero(ref State s, uint frame)
    {
        Tell(ref s, frame, 0, FrameSize);
        PlainFrameMemory.Zero(ref s, frame);
    }

    private static void Tell(ref State s, uint frame, uint offset, uint length) =>
        Footprint.Memory(s.MemoryBase + ((ulong)frame * FrameSize) + offset, length);
}
