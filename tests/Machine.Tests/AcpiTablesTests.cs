using System.Buffers.Binary;
using System.Text;

namespace Verified.Machine.Tests;

public sealed class AcpiTablesTests
{
    private const uint Address = 0x7ff_f400;

    [Theory]
    [InlineData(Address)]
    [InlineData(0x1_0400u)]
    [InlineData(0xffff_e000u)]
    public void Every_table_is_where_another_says_and_its_bytes_sum_to_0(uint address)
    {
        byte[] area = Tables(address);

        Assert.Equal("RSD PTR ", Encoding.ASCII.GetString(area, 0, 8));
        Assert.Equal(0, Sum(area.AsSpan(0, 20)));
        Assert.Equal(0, Sum(area.AsSpan(0, 36)));
        byte[] xsdt = Table(area, Word(area.AsSpan(24)) - address, "XSDT");
        byte[] fadt = Table(area, Word(xsdt.AsSpan(36)) - address, "FACP");
        Table(area, Word(xsdt.AsSpan(44)) - address, "APIC");
        Table(area, Word(fadt.AsSpan(40)) - address, "DSDT");
        Assert.Equal(Word(fadt.AsSpan(40)), Word(fadt.AsSpan(140)));
    }

    [Fact]
    public void There_is_one_processor_and_no_IO_APIC()
    {
        byte[] area = Tables(Address);
        byte[] madt = Table(area, Word(Table(area, Word(area.AsSpan(24)) - Address, "XSDT").AsSpan(44)) - Address, "APIC");

        Assert.Equal(new byte[] { 0, 8, 0, 0, 1, 0, 0, 0 }, madt[44..]);
    }

    private static byte[] Tables(uint address)
    {
        AcpiArea area = default;
        AcpiTables.Write(ref area, address);
        var bytes = new byte[AcpiArea.Size];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = area[i];
        Assert.All(bytes[(int)AcpiTables.Size..], b => Assert.Equal(0, b));
        return bytes;
    }

    private static byte[] Table(byte[] area, uint at, string signature)
    {
        byte[] table = area[(int)at..(int)(at + Word(area.AsSpan((int)at + 4)))];
        Assert.Equal(signature, Encoding.ASCII.GetString(table, 0, 4));
        Assert.Equal(0, Sum(table));
        return table;
    }

    private static uint Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte b in bytes)
            sum += b;
        return sum;
    }
}
