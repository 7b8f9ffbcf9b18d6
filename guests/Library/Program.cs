using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Verified.Guests;

/// <summary>What every guest program starts and ends with.</summary>
public static unsafe class Program
{
    private const int MostArgument = 256;

    // hvm_start_info.cmdline_paddr.
    private const uint CommandLineOffset = 24;

    private static byte* s_argument;

    /// <summary>The command line that the manifest gave (arg=).</summary>
    public static ReadOnlySpan<byte> Argument
    {
        get
        {
            int length = 0;
            while (length < MostArgument && s_argument[length] != 0)
                length++;
            return new ReadOnlySpan<byte>(s_argument, length);
        }
    }

    /// <summary>A word of the command line, counted from 0; empty beyond the last.</summary>
    public static ReadOnlySpan<byte> Word(int index)
    {
        ReadOnlySpan<byte> text = Argument;
        int start = 0;
        while (true)
        {
            int end = start;
            while (end < text.Length && text[end] != ' ')
                end++;
            if (index-- == 0 || end == text.Length)
                return index < 0 ? text.Slice(start, end - start) : default;
            start = end + 1;
        }
    }

    /// <summary>A number of the command line: a decimal word.</summary>
    public static uint Number(int index)
    {
        ReadOnlySpan<byte> word = Word(index);
        uint value = 0;
        for (int i = 0; i < word.Length; i++)
            value = (value * 10) + word[i] - '0';
        return value;
    }

    /// <summary>Ends the domain (SCHEDOP_shutdown): 0 poweroff, 3 crash.</summary>
    public static void Shutdown(uint reason)
    {
        const ulong ShutdownCommand = 2;
        Xen.Call(Xen.SchedOp, ShutdownCommand, (ulong)&reason, 0);
    }

    [RuntimeExport("guest_main")]
    private static void Start(ulong startInfo)
    {
        s_argument = *(byte**)(startInfo + CommandLineOffset);
        SharedInfo.Map();
        Guest.Main();
        Shutdown(0);
    }

    [RuntimeExport("runtime_panic")]
    private static void OnCheck(int check)
    {
        Line line = Line.Begin();
        line.Add("check "u8);
        line.Add((uint)check);
        line.Add(" of generated code failed"u8);
        line.End();
        Shutdown(3);
    }
}
