using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine;

/// <summary>
/// The image's functions and source lines, for a panic to name: a table that the build makes of the linked image's own
/// symbols and line numbers (Image/symbols.awk) and links in behind all other constants.
/// </summary>
public static unsafe class Symbols
{
    /// <summary>Writes <c>FUNCTION at FILE:LINE</c> of an address in the code, or the address.</summary>
    /// <param name="address">Any number.</param>
    public static void Write(ulong address)
    {
        ref readonly SymbolTable table = ref Table;
        ulong after = 0;
        while (after < table.Count && table.Functions[after].Address <= address)
            after++;
        if (after == 0 || !IsCode(address))
        {
            Serial.WriteHex(address);
            return;
        }

        ref readonly SymbolEntry function = ref table.Functions[after - 1];
        WriteText(table.Texts + function.Type);
        WriteText(table.Texts + function.Name);
        if (table.Texts[function.File] == 0)
            return;
        Serial.Write(" at "u8);
        WriteText(table.Texts + function.File);
        Serial.WriteByte((byte)':');
        Serial.WriteDecimal(Line(in function, LinesOf(after - 1), address));
    }

    /// <summary>Where a function's pairs begin: each function's end with a pair of zeros.</summary>
    private static byte* LinesOf(ulong function)
    {
        byte* pair = Table.Lines;
        for (; function != 0; pair += 2)
        {
            if (pair[0] == 0 && pair[1] == 0)
                function--;
        }

        return pair;
    }

    private static ulong Line(ref readonly SymbolEntry function, byte* pair, ulong address)
    {
        ulong at = function.Address, line = function.Line;
        for (; pair[0] != 0 || pair[1] != 0; pair += 2)
        {
            at += pair[0];
            if (at > address)
                break;
            line += (ulong)(sbyte)pair[1];
        }

        return line;
    }

    /// <summary>Whether an address is one to which a call may return: in the code, and a call stands before it.</summary>
    public static bool IsReturn(ulong address)
    {
        // CALL rel32, and CALL through a register.
        const byte Near = 0xe8, Group = 0xff;
        const uint Longest = 5;
        if (!IsCode(address) || !IsCode(address - Longest))
            return false;
        byte* code = (byte*)address;
        return code[-5] == Near || code[-2] == Group;
    }

    private static bool IsCode(ulong address) =>
        address >= Boot.ImageLayout.Instance.TextStart && address < Boot.ImageLayout.Instance.RodataStart;

    private static void WriteText(byte* text)
    {
        for (; *text != 0; text++)
            Serial.WriteByte(*text);
    }

    private static ref readonly SymbolTable Table => ref *(SymbolTable*)(delegate*<void>)&TableSymbol;

    [RuntimeImport("*", "symbol_table")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void TableSymbol();
}

/// <summary>The head of the table, as the build writes it.</summary>
public unsafe struct SymbolTable
{
    /// <summary>The functions, by rising address.</summary>
    public SymbolEntry* Functions;

    /// <summary>Their number.</summary>
    public ulong Count;

    /// <summary>
    /// Of each function, pairs of bytes: how much further in the code another line begins, and the difference of its number,
    /// which may be negative.
    /// </summary>
    public byte* Lines;

    /// <summary>Names, each ended by a zero.</summary>
    public byte* Texts;
}

/// <summary>A function. Its names stand so many bytes from the beginning of the texts.</summary>
public struct SymbolEntry
{
    /// <summary>Where it begins.</summary>
    public uint Address;

    /// <summary>Its type with a dot, or nothing of a routine of assembly.</summary>
    public ushort Type;

    /// <summary>Its own name.</summary>
    public ushort Name;

    /// <summary>The file of its source, or nothing.</summary>
    public ushort File;

    /// <summary>The line in which it begins.</summary>
    public ushort Line;
}
