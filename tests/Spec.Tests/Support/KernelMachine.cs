using System.Runtime.CompilerServices;
using Verified.Kernel;
using Verified.Spec;

namespace Verified.Tests;

/// <summary>The real kernel with small tables: one State, and the frames of its guests in pinned memory.</summary>
internal sealed class KernelMachine
{
    public const int FrameBytes = 4096;

    private const uint ZeroFrame = 3;

    private State _state;

    public KernelMachine()
    {
        Memory = GC.AllocateArray<byte>(Limits.Frames * FrameBytes, pinned: true);
        unsafe
        {
            StateSetup.Initialise(ref _state, (ulong)Unsafe.AsPointer(ref Memory[0]), ZeroFrame);
        }
    }

    public ref State State => ref _state;

    /// <summary>All frames, one after the other.</summary>
    public byte[] Memory { get; }

    /// <summary>The number in an entry of a field; indices that the field does not have are 0.</summary>
    public ulong Read(Field field, int row = 0, int column = 0) => Read(KernelLayout.Of(field), row, column);

    public ulong Read(FieldPlace place, int row, int column)
    {
        ref byte at = ref Entry(place, row, column);
        return place.Bytes switch
        {
            1 => at,
            2 => Unsafe.ReadUnaligned<ushort>(ref at),
            4 => Unsafe.ReadUnaligned<uint>(ref at),
            _ => Unsafe.ReadUnaligned<ulong>(ref at),
        };
    }

    public void Write(Field field, int row, int column, ulong value)
    {
        ref byte at = ref Entry(KernelLayout.Of(field), row, column);
        for (int i = 0; i < field.Width / 8; i++) Unsafe.Add(ref at, i) = (byte)(value >> (8 * i));
    }

    /// <summary>The state in the specification's words.</summary>
    public Specification.SystemState Abstract() => new(
        field => Table(field),
        field => Word.Constant(Read(field), field.Width));

    /// <summary>The log's count of denials, dropped ones included.</summary>
    public uint Denials => _state.Log.Written + _state.Log.Dropped;

    private Table Table(Field field)
    {
        FieldPlace place = KernelLayout.Of(field);
        var values = new ulong[place.Rows * place.Columns];
        for (int row = 0; row < place.Rows; row++)
        {
            for (int column = 0; column < place.Columns; column++)
                values[row * place.Columns + column] = Read(place, row, column);
        }

        return Logic.Table.Of(values, place.Rows, place.Columns, field.Width);
    }

    private ref byte Entry(FieldPlace place, int row, int column) =>
        ref Unsafe.Add(ref Unsafe.As<State, byte>(ref _state), place.Offset2(row, column));
}
