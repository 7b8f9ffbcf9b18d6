using System.Runtime.CompilerServices;

namespace Verified.Kernel;

/// <summary>
/// A piece of a caller's memory, at most a page long, that was found accessible before it is used: the one or two
/// frames it lies in. Opening it is the only step that can fail, so that a handler's results can always be written.
/// A read touches each byte once; what was read is a value from then on. It is valid until the caller's leaves change.
/// </summary>
public struct GuestBuffer
{
    /// <summary>The machine frame of the first byte.</summary>
    public uint First;

    /// <summary>The machine frame of the bytes on the next page, when there are any.</summary>
    public uint Second;

    /// <summary>The offset of the first byte in its frame.</summary>
    public uint Offset;

    /// <summary>Finds the frames of a piece of memory; false when the access would fault.</summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain whose memory it is.</param>
    /// <param name="mode">Its vCPU's paging mode.</param>
    /// <param name="address">The guest-virtual address.</param>
    /// <param name="length">Bytes, 1 to 4096.</param>
    /// <param name="access">One of <see cref="GuestAccess"/>.</param>
    /// <param name="buffer">The piece.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryOpen(
        ref State s, uint domain, ref CallerMode mode, ulong address, uint length, uint access, out GuestBuffer buffer)
    {
        uint first = GuestPageWalk.Translate(ref s, domain, ref mode, address, access);
        return TryFinish(ref s, domain, ref mode, address, length, access, first, out buffer);
    }

    /// <summary>
    /// As <see cref="TryOpen"/>, with the walk as part of the calling routine: for the calls whose costs are counted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryOpenHere(
        ref State s, uint domain, ref CallerMode mode, ulong address, uint length, uint access, out GuestBuffer buffer)
    {
        uint first = GuestPageWalk.Walk(ref s, domain, ref mode, address, access);
        return TryFinish(ref s, domain, ref mode, address, length, access, first, out buffer);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFinish(
        ref State s, uint domain, ref CallerMode mode, ulong address, uint length, uint access, uint first,
        out GuestBuffer buffer)
    {
        uint offset = (uint)address & (FrameMemory.FrameSize - 1);
        uint second = offset + length > FrameMemory.FrameSize
            ? GuestPageWalk.Translate(ref s, domain, ref mode, (address | (FrameMemory.FrameSize - 1)) + 1, access)
            : 0;
        buffer = new() { First = first, Second = second, Offset = offset };
        return first != GuestPageWalk.Fault && second != GuestPageWalk.Fault;
    }

    /// <summary>
    /// The 4 bytes at an address of a domain's memory, as a buffer of its own would read them; negative when that would
    /// fault. For the arguments that are one word, as most are.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="domain">The domain whose memory it is.</param>
    /// <param name="mode">Its vCPU's paging mode.</param>
    /// <param name="address">The guest-virtual address.</param>
    public static long ReadWord(ref State s, uint domain, ref CallerMode mode, ulong address)
    {
        uint offset = (uint)address & (FrameMemory.FrameSize - 1);
        if (offset > FrameMemory.FrameSize - 4)
            return ReadWordAcross(ref s, domain, ref mode, address);

        uint frame = GuestPageWalk.Walk(ref s, domain, ref mode, address, GuestAccess.Read);
        return frame == GuestPageWalk.Fault ? -1 : FrameMemory.Read32(ref s, frame, offset);
    }

    /// <summary>Whether some of its bytes, so many, lie in a machine frame.</summary>
    public readonly bool LiesIn(uint frame, uint length) =>
        frame == First || (frame == Second && Offset + length > FrameMemory.FrameSize);

    /// <summary>The byte at an offset below the buffer's length.</summary>
    public readonly byte Read8(ref State s, uint at)
    {
        uint position = Offset + at;
        return position < FrameMemory.FrameSize
            ? FrameMemory.Read8(ref s, First, position)
            : FrameMemory.Read8(ref s, Second, position & (FrameMemory.FrameSize - 1));
    }

    /// <summary>The 4 bytes from an offset on, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Read32(ref State s, uint at)
    {
        uint position = Offset + at;
        return position <= FrameMemory.FrameSize - 4
            ? FrameMemory.Read32(ref s, First, position)
            : Read32Beyond(ref s, First, Second, position);
    }

    /// <summary>The 8 bytes from an offset on, little-endian, as two words of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Read64(ref State s, uint at) =>
        Read32(ref s, at) | ((ulong)Read32(ref s, at + 4) << 32);

    /// <summary>Writes a byte.</summary>
    public readonly void Write8(ref State s, uint at, byte value)
    {
        uint position = Offset + at;
        if (position < FrameMemory.FrameSize)
            FrameMemory.Write8(ref s, First, position, value);
        else
            FrameMemory.Write8(ref s, Second, position & (FrameMemory.FrameSize - 1), value);
    }

    /// <summary>Writes 2 bytes, little-endian.</summary>
    public readonly void Write16(ref State s, uint at, uint value)
    {
        Write8(ref s, at, (byte)value);
        Write8(ref s, at + 1, (byte)(value >> 8));
    }

    /// <summary>Writes 4 bytes, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write32(ref State s, uint at, uint value)
    {
        uint position = Offset + at;
        if (position <= FrameMemory.FrameSize - 4)
            FrameMemory.Write32(ref s, First, position, value);
        else
            Write32Beyond(ref s, First, Second, position, value);
    }

    /// <summary>Writes 8 bytes, little-endian, as two words of 4.</summary>
    public readonly void Write64(ref State s, uint at, ulong value)
    {
        Write32(ref s, at, (uint)value);
        Write32(ref s, at + 4, (uint)(value >> 32));
    }

    /// <summary>Four bytes that are not all on the first page.</summary>
    private static uint Read32Beyond(ref State s, uint first, uint second, uint position)
    {
        GuestBuffer bytes = new() { First = first, Second = second };
        if (position >= FrameMemory.FrameSize)
            return FrameMemory.Read32(ref s, second, position & (FrameMemory.FrameSize - 1));

        uint value = 0;
        for (int i = 0; i < 4; i++)
            value |= (uint)bytes.Read8(ref s, position + (uint)i) << (8 * i);
        return value;
    }

    /// <summary>Four bytes that are not all on the first page.</summary>
    private static void Write32Beyond(ref State s, uint first, uint second, uint position, uint value)
    {
        GuestBuffer bytes = new() { First = first, Second = second };
        if (position >= FrameMemory.FrameSize)
        {
            FrameMemory.Write32(ref s, second, position & (FrameMemory.FrameSize - 1), value);
            return;
        }

        for (int i = 0; i < 4; i++)
            bytes.Write8(ref s, position + (uint)i, (byte)(value >> (8 * i)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long ReadWordAcross(ref State s, uint domain, ref CallerMode mode, ulong address) =>
        TryOpen(ref s, domain, ref mode, address, 4, GuestAccess.Read, out GuestBuffer buffer)
            ? buffer.Read32(ref s, 0)
            : -1;
}
