using System.Runtime.CompilerServices;
using Verified.Kernel;
using Verified.Spec;

namespace Verified.Explorer.States;

/// <summary>
/// The real kernel in this process: one State, and the frames of its guests. The only place of the explorer that
/// looks at the State as bytes.
/// </summary>
internal sealed class Host
{
    /// <summary>Bytes of a frame.</summary>
    public const int FrameBytes = 4096;

    private const uint ZeroFrame = 3;

    // The second one is never used: what is read as 8 bytes may end behind the first.
    private readonly State[] _state = GC.AllocateArray<State>(2, pinned: true);

    private readonly nint _lowest;

    /// <summary>A kernel before boot, all its tables 0.</summary>
    public unsafe Host()
    {
        Memory = GC.AllocateArray<byte>(Limits.Frames * FrameBytes + sizeof(ulong), pinned: true);
        _lowest = Math.Min(StateAddress, MemoryAddress);
        StateSetup.Initialise(ref State, (ulong)Unsafe.AsPointer(ref Memory[0]), ZeroFrame);
    }

    /// <summary>The tables.</summary>
    public ref State State => ref _state[0];

    /// <summary>The tables as bytes.</summary>
    public unsafe Span<byte> Bytes => new(Unsafe.AsPointer(ref _state[0]), StateLayout.Size);

    /// <summary>The tables of another one as bytes.</summary>
    /// <param name="state">One State, pinned.</param>
    public static unsafe Span<byte> BytesOf(State[] state) => new(Unsafe.AsPointer(ref state[0]), StateLayout.Size);

    /// <summary>All frames, one after the other.</summary>
    public byte[] Memory { get; }

    /// <summary>The number in an entry of a field; indices that the field does not have are 0.</summary>
    public ulong Read(Field field, int row = 0, int column = 0) => Read(StateLayout.Of(field), row, column);

    /// <summary>The number in an entry of a field.</summary>
    public ulong Read(Place place, int row, int column)
    {
        ref byte at = ref Bytes[place.At(row, column)];
        return place.Bytes switch
        {
            1 => at,
            2 => Unsafe.ReadUnaligned<ushort>(ref at),
            4 => Unsafe.ReadUnaligned<uint>(ref at),
            _ => Unsafe.ReadUnaligned<ulong>(ref at),
        };
    }

    /// <summary>8 bytes of a frame.</summary>
    public ref ulong Word(uint frame, int offset) =>
        ref Unsafe.As<byte, ulong>(ref Memory[(int)frame * FrameBytes + offset]);

    /// <summary>The name of a place in the tables, for <see cref="ReadAt"/>.</summary>
    public static long PlaceOfState(int offset, int bytes) => ((long)offset << 8) | (uint)bytes;

    /// <summary>The name of a place in memory.</summary>
    public static long PlaceOfMemory(uint frame, int offset, int bytes) =>
        ((frame * (long)FrameBytes + offset) << 8) | InMemory | (uint)bytes;

    /// <summary>The number at a place, of 1 to 8 bytes.</summary>
    public unsafe ulong ReadAt(long place)
    {
        int unused = 64 - 8 * (int)(place & 15);
        byte* start = (place & InMemory) == 0 ? (byte*)Unsafe.AsPointer(ref _state[0]) : (byte*)Unsafe.AsPointer(ref Memory[0]);
        return Unsafe.ReadUnaligned<ulong>(start + (place >> 8)) << unused >> unused;
    }

    private const long InMemory = 128;

    /// <summary>Whether a place is in memory, not in the tables.</summary>
    public static bool IsInMemory(long place) => (place & InMemory) != 0;

    /// <summary>Where the tables start.</summary>
    public unsafe nint StateAddress => (nint)Unsafe.AsPointer(ref _state[0]);

    /// <summary>Where the frames start.</summary>
    public unsafe nint MemoryAddress => (nint)Unsafe.AsPointer(ref Memory[0]);

    /// <summary>The place, for <see cref="Cell"/>, of 8 bytes at an address in the tables or the frames; never negative.</summary>
    public long PlaceOfCell(nint address) => (address - _lowest) / sizeof(ulong);

    /// <summary>The place that stands for a number of cells from one on: its value is 0 exactly if all of theirs are.</summary>
    public static long PlaceOfRun(long first, long cells) => -((first << 10) | cells);

    /// <summary>The 8 bytes at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ulong Cell(long place) => place >= 0 ? ((ulong*)_lowest)[place] : Run(-place);

    private unsafe ulong Run(long run) =>
        new ReadOnlySpan<ulong>((ulong*)_lowest + (run >> 10), (int)(run & 1023)).ContainsAnyExcept(0UL) ? 1UL : 0;
}
