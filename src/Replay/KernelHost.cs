using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Verified.Kernel;
using Verified.Spec;

namespace Verified.Replay;

/// <summary>
/// The real kernel in this process: one State, and the frames of its guests. The only place here that looks at either
/// as bytes.
/// </summary>
internal sealed unsafe class KernelHost : IDisposable
{
    /// <summary>Bytes of a frame.</summary>
    public const int FrameBytes = 4096;

    private const uint ZeroFrame = 3;

    private static readonly long MemoryBytes = (long)Limits.Frames * FrameBytes;

    // The small sizes' tables and frames are arrays, which go when nobody has them any more; null at the image's sizes.
    private readonly byte[]? _tables;
    private readonly byte[]? _frames;
    private readonly byte* _state;
    private readonly byte* _memory;

    /// <summary>A kernel before boot.</summary>
    public KernelHost()
    {
        if (MemoryBytes <= Array.MaxLength)
        {
            _tables = GC.AllocateArray<byte>(Layout.Size, pinned: true);
            _frames = GC.AllocateArray<byte>((int)MemoryBytes, pinned: true);
            _state = (byte*)Unsafe.AsPointer(ref _tables[0]);
            _memory = (byte*)Unsafe.AsPointer(ref _frames[0]);
        }
        else
        {
            // Pages that nobody touches take nothing.
            _state = (byte*)NativeMemory.AllocZeroed((nuint)Layout.Size);
            _memory = (byte*)NativeMemory.AllocZeroed((nuint)MemoryBytes);
        }

        StateSetup.Initialise(ref State, (ulong)_memory, ZeroFrame);
    }

    /// <summary>Gives the memory of the image's sizes back: no host of theirs goes by itself.</summary>
    public void Dispose()
    {
        if (_tables is not null) return;
        NativeMemory.Free(_state);
        NativeMemory.Free(_memory);
    }

    /// <summary>The tables.</summary>
    public ref State State =>
        ref (_tables is { } tables ? ref Unsafe.As<byte, State>(ref tables[0]) : ref Unsafe.AsRef<State>(_state));

    /// <summary>The tables as bytes.</summary>
    public Span<byte> Bytes => new(_state, Layout.Size);

    /// <summary>The contents of a frame.</summary>
    public Span<byte> Frame(uint frame) => frame < Limits.Frames
        ? new(_memory + ((long)frame * FrameBytes), FrameBytes)
        : throw new ArgumentOutOfRangeException(nameof(frame));

    /// <summary>8 bytes of a frame, at a multiple of 8.</summary>
    public ref ulong Word(uint frame, int offset) =>
        ref MemoryMarshal.Cast<byte, ulong>(Frame(frame))[offset / sizeof(ulong)];

    /// <summary>The number in an entry of a field; indices that the field does not have are 0.</summary>
    public ulong Read(Field field, int row = 0, int column = 0) => Read(PlaceOf(field), row, column);

    /// <summary>The number in an entry.</summary>
    public ulong Read(Place place, int row, int column)
    {
        ref byte at = ref Unsafe.Add(ref Unsafe.As<State, byte>(ref State), place.At(row, column));
        return place.Bytes switch
        {
            1 => at,
            2 => Unsafe.ReadUnaligned<ushort>(ref at),
            4 => Unsafe.ReadUnaligned<uint>(ref at),
            _ => Unsafe.ReadUnaligned<ulong>(ref at),
        };
    }

    /// <summary>Puts a number into an entry.</summary>
    public void Write(Field field, int row, int column, ulong value)
    {
        Place place = PlaceOf(field);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(ref value));
        bytes[..place.Bytes].CopyTo(Bytes[place.At(row, column)..]);
    }

    /// <summary>A field's table, as the specification has it.</summary>
    public Table Table(Field field)
    {
        Place place = PlaceOf(field);
        ulong[] values = new ulong[place.Rows * place.Columns];
        for (int row = 0; row < place.Rows; row++)
        {
            for (int column = 0; column < place.Columns; column++)
                values[(row * place.Columns) + column] = Read(place, row, column);
        }

        return Logic.Table.Of(values, place.Rows, place.Columns, field.Width);
    }

    private static Place PlaceOf(Field field) => Layout.Places[Layout.NumberOf(field)];
}
