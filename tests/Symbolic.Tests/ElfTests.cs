using System.Buffers.Binary;
using Verified.Symbolic.Elf;

namespace Verified.Symbolic.Tests;

public sealed class ElfTests
{
    private const string Source = """
        const unsigned long table[2] = { 0x1122334455667788, 7 };
        unsigned long counter;
        int main(int x) { counter++; return x + (int)table[x & 1]; }
        """;

    [Fact]
    public void Symbols_sections_and_bytes_are_those_of_the_linker()
    {
        ElfFile elf = TinyImage.Compile(Source);
        Assert.True(elf.Symbol("main").IsFunction);
        Assert.True(elf.SectionAt(elf.Symbol("main").Address)!.IsCode);
        Assert.Equal(16ul, elf.Symbol("table").Size);
        Assert.Equal(0x88, elf.Bytes(elf.Symbol("table").Address, 8)[0]);
        Assert.False(elf.SectionAt(elf.Symbol("table").Address)!.IsWritable);
        Assert.Equal(new byte[8], elf.Bytes(elf.Symbol("counter").Address, 8));
        Assert.Equal("main+0x1", elf.Describe(elf.Symbol("main").Address + 1));
        Assert.Contains(elf.Segments, s => s.Type == 1 && s.Address == 0x100000);
    }

    [Fact]
    public void Addresses_have_source_lines()
    {
        ElfFile elf = TinyImage.Compile(Source, out string path, keep: true);
        Assert.Equal("tiny.c:3", LineTable.Lookup(path, [elf.Symbol("main").Address])[0]);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void An_address_outside_every_section_has_no_bytes()
    {
        ElfFile elf = TinyImage.Compile(Source);
        Assert.Throws<ElfException>(() => elf.Bytes(0x10, 4));
        Assert.Throws<ElfException>(() => elf.Symbol("nobody"));
    }

    [Fact]
    public void Every_truncation_is_refused_or_read_without_another_error()
    {
        byte[] whole = Whole();
        for (int length = 0; length < whole.Length; length += length < 256 ? 1 : 61)
            ReadOrRefuse(whole[..length]);
    }

    [Fact]
    public void Every_corrupted_header_is_refused_or_read_without_another_error()
    {
        byte[] whole = Whole();
        ulong sections = BinaryPrimitives.ReadUInt64LittleEndian(whole.AsSpan(0x28));
        int[] places = [.. Enumerable.Range(0, 64), .. Enumerable.Range(64, 56 * 3), .. Enumerable.Range((int)sections, whole.Length - (int)sections)];
        foreach (int place in places)
        {
            foreach (byte value in new byte[] { 0xff, 0x80, 0x01 })
            {
                byte[] bytes = [.. whole];
                bytes[place] = value;
                ReadOrRefuse(bytes);
            }
        }
    }

    [Fact]
    public void Refusals_are_one_line()
    {
        ElfException error = Assert.Throws<ElfException>(() => new ElfFile("#!/bin/sh\necho"u8.ToArray()));
        Assert.Equal("not an ELF file: it does not begin with 7f 45 4c 46", error.Message);
        Assert.DoesNotContain('\n', Assert.Throws<ElfException>(() => ElfFile.Open("/nonexistent")).Message);
    }

    private static byte[] Whole()
    {
        _ = TinyImage.Compile(Source, out string path, keep: true);
        byte[] bytes = File.ReadAllBytes(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return bytes;
    }

    private static void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            ElfFile elf = new(bytes);
            foreach (ElfSection section in elf.Sections.Where(s => s.IsLoaded && s.Size > 0))
                _ = elf.Bytes(section.Address, 16);
        }
        catch (ElfException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
    }
}
