using System;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Boot;

/// <summary>Where the ACPI tables of a guest are composed.</summary>
[InlineArray(Size)]
public struct AcpiArea
{
    /// <summary>Bytes of it, a power of two.</summary>
    public const int Size = 1024;

    private byte _byte;
}

/// <summary>
/// The ACPI tables of a guest (ACPI 6.4, chapter 5): a machine of reduced hardware with one processor, its local APIC in
/// x2APIC mode, no I/O APIC, no timer, no power button, no device. The same for every guest.
/// </summary>
public static class AcpiTables
{
    /// <summary>Bytes of all tables.</summary>
    public const uint Size = MadtOffset + MadtSize;

    private const uint RsdpSize = 36;
    private const uint XsdtOffset = 64;
    private const uint HeaderSize = 36;
    private const uint XsdtSize = HeaderSize + (2 * 8);
    private const uint FadtOffset = 128;
    private const uint FadtSize = 276;
    private const uint DsdtOffset = FadtOffset + FadtSize + 4;
    private const uint MadtOffset = DsdtOffset + HeaderSize + 4;
    private const uint MadtSize = HeaderSize + 8 + 8;

    // Of the header that all tables but the RSDP have (section 5.2.6).
    private const uint LengthPlace = 4;
    private const uint RevisionPlace = 8;
    private const uint ChecksumPlace = 9;
    private const uint OemPlace = 10;
    private const uint OemRevisionPlace = 24;
    private const uint CreatorPlace = 28;
    private const uint CreatorRevisionPlace = 32;

    /// <summary>Writes the tables; the RSDP is the first.</summary>
    /// <param name="area">Clear.</param>
    /// <param name="address">Its guest-physical address, a multiple of 16 below 2^32 - 4096.</param>
    public static void Write(ref AcpiArea area, uint address)
    {
        Header(ref area, DsdtOffset, "DSDT"u8, 2, HeaderSize);
        WriteFadt(ref area, address + DsdtOffset);
        WriteMadt(ref area);
        Write32(ref area, XsdtOffset + HeaderSize, address + FadtOffset);
        Write32(ref area, XsdtOffset + HeaderSize + 8, address + MadtOffset);
        Header(ref area, XsdtOffset, "XSDT"u8, 1, XsdtSize);
        WriteRsdp(ref area, address + XsdtOffset);
    }

    /// <summary>Section 5.2.5.3: its first 20 bytes have a checksum of their own.</summary>
    private static void WriteRsdp(ref AcpiArea area, uint xsdt)
    {
        const uint FirstVersionSize = 20;
        const uint FirstChecksum = 8;
        const uint SecondChecksum = 32;
        Copy(ref area, 0, "RSD PTR "u8);
        Copy(ref area, 9, "VERIFD"u8);
        Write8(ref area, 15, 2);
        Write32(ref area, 20, RsdpSize);
        Write32(ref area, 24, xsdt);
        Write8(ref area, FirstChecksum, Complement(ref area, 0, FirstVersionSize));
        Write8(ref area, SecondChecksum, Complement(ref area, 0, RsdpSize));
    }

    /// <summary>Section 5.2.9, revision 6: no fixed hardware, none of a PC's legacy devices.</summary>
    private static void WriteFadt(ref AcpiArea area, uint dsdt)
    {
        const uint BootFlagsPlace = 109;
        const uint FlagsPlace = 112;
        const uint ExtendedDsdtPlace = 140;

        // VGA_NOT_PRESENT, CMOS_RTC_NOT_PRESENT; 8042 and legacy devices are absent while their bits are clear.
        const uint BootFlags = (1 << 2) | (1 << 5);

        // WBINVD, PWR_BUTTON and SLP_BUTTON (no fixed ones), HW_REDUCED_ACPI.
        const uint Flags = (1 << 0) | (1 << 4) | (1 << 5) | (1 << 20);
        Write32(ref area, FadtOffset + 40, dsdt);
        Write8(ref area, FadtOffset + BootFlagsPlace, BootFlags);
        Write32(ref area, FadtOffset + FlagsPlace, Flags);
        Write32(ref area, FadtOffset + ExtendedDsdtPlace, dsdt);
        Header(ref area, FadtOffset, "FACP"u8, 6, FadtSize);
    }

    /// <summary>Section 5.2.12: processor 0, its local APIC 0, enabled.</summary>
    private static void WriteMadt(ref AcpiArea area)
    {
        const uint LocalApicAddress = 0xfee0_0000;
        const uint EntrySize = 8;
        const uint Entry = MadtOffset + HeaderSize + 8;
        Write32(ref area, MadtOffset + HeaderSize, LocalApicAddress);
        Write8(ref area, Entry + 1, EntrySize);
        Write32(ref area, Entry + 4, 1);
        Header(ref area, MadtOffset, "APIC"u8, 5, MadtSize);
    }

    /// <summary>A table's header, written last: it holds the checksum.</summary>
    private static void Header(ref AcpiArea area, uint table, ReadOnlySpan<byte> signature, uint revision, uint size)
    {
        Copy(ref area, table, signature);
        Write32(ref area, table + LengthPlace, size);
        Write8(ref area, table + RevisionPlace, revision);
        Copy(ref area, table + OemPlace, "VERIFDVERIFIED"u8);
        Write32(ref area, table + OemRevisionPlace, 1);
        Copy(ref area, table + CreatorPlace, "VRFD"u8);
        Write32(ref area, table + CreatorRevisionPlace, 1);
        Write8(ref area, table + ChecksumPlace, Complement(ref area, table, size));
    }

    /// <summary>What makes the sum of some bytes 0.</summary>
    private static uint Complement(ref AcpiArea area, uint from, uint size)
    {
        uint sum = 0;
        for (uint i = 0; i < size; i++)
            sum += area[(int)((from + i) & (AcpiArea.Size - 1))];
        return 0 - sum;
    }

    private static void Copy(ref AcpiArea area, uint at, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            Write8(ref area, at + (uint)i, text[i]);
    }

    private static void Write32(ref AcpiArea area, uint at, uint value)
    {
        for (uint i = 0; i < 4; i++)
            Write8(ref area, at + i, value >> (int)(8 * i));
    }

    /// <summary>The low byte of a value. The mask says that the place is in the area, which it is.</summary>
    private static void Write8(ref AcpiArea area, uint at, uint value) =>
        area[(int)(at & (AcpiArea.Size - 1))] = (byte)value;
}
