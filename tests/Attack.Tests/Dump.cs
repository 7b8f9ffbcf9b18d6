using System.Buffers.Binary;
using Verified.Replay;
using Verified.Spec;

namespace Verified.Attack.Tests;

/// <summary>The physical memory of a machine that stands still: the kernel's tables, and all frames.</summary>
internal sealed class Dump(byte[] memory, long state)
{
    private const int FrameBytes = 4096;
    private const ulong FrameMask = (1 << 20) - 1;

    /// <summary>All of it.</summary>
    public byte[] Memory => memory;

    /// <summary>The number in an entry of a field.</summary>
    public ulong Read(Field field, int row = 0, int column = 0) =>
        Read(Layout.Places[Layout.NumberOf(field)], row, column);

    /// <summary>The number in an entry.</summary>
    public ulong Read(Place place, int row, int column)
    {
        ReadOnlySpan<byte> at = memory.AsSpan((int)(state + place.At(row, column)));
        return place.Bytes switch
        {
            1 => at[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(at),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
        };
    }

    /// <summary>The tables in the specification's words.</summary>
    public Specification.SystemState State() => new(Table, field => Word.Constant(Read(field), field.Width));

    /// <summary>A word of a domain's own memory.</summary>
    public ulong Guest(int domain, ulong address) => BinaryPrimitives.ReadUInt64LittleEndian(
        memory.AsSpan((int)((long)FrameOf(domain, address >> 12) * FrameBytes + (long)(address & 4095))));

    /// <summary>The first entry in which a specified state differs; null when there is none.</summary>
    /// <param name="specified">What was specified.</param>
    /// <param name="leftOut">Fields in which the machine itself has its part.</param>
    public string? Difference(Specification.SystemState specified, IReadOnlySet<Field> leftOut)
    {
        foreach (Field field in Fields.All.Where(field => !leftOut.Contains(field)))
        {
            Place place = Layout.Places[Layout.NumberOf(field)];
            Table? table = field.Dimensions.Count > 0 ? specified.Table(field) : null;
            for (int row = 0; row < place.Rows; row++)
            {
                for (int column = 0; column < place.Columns; column++)
                {
                    Word entry = table is null ? specified.Word(field)
                        : field.Dimensions.Count == 1 ? table[Index(row)] : table[Index(row), Index(column)];
                    ulong actual = Read(place, row, column);
                    if (entry.Value != actual)
                        return $"{field.Path}[{row}, {column}] is {actual:x}, specified {entry.Value:x}";
                }
            }
        }

        return null;
    }

    private uint FrameOf(int domain, ulong gfn) => (uint)((Read(Leaves.Leaf, domain, (int)gfn) >> 12) & FrameMask);

    private Table Table(Field field)
    {
        Place place = Layout.Places[Layout.NumberOf(field)];
        ulong[] values = new ulong[place.Rows * place.Columns];
        for (int row = 0; row < place.Rows; row++)
        {
            for (int column = 0; column < place.Columns; column++)
                values[(row * place.Columns) + column] = Read(place, row, column);
        }

        return Logic.Table.Of(values, place.Rows, place.Columns, field.Width);
    }

    private static Word Index(int i) => Word.Constant((ulong)i, 64);
}
