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

    // SHUTDOWN_crash.
    private const uint Crash = 3;

    private static byte* s_startInfo;
    private static byte* s_argument;
    private static bool s_failed;

    /// <summary>The hvm_start_info that this domain was started with (arch-x86/hvm/start_info.h).</summary>
    public static byte* StartInfo => s_startInfo;

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

    /// <summary>What did not come out as it must makes the guest fail: it will end with the reason of a crash.</summary>
    public static void Check(bool held) => s_failed |= !held;

    /// <summary>Says why, and ends the domain as one that failed.</summary>
    public static void Fail(ReadOnlySpan<byte> why)
    {
        Line.Print(why);
        Shutdown(Crash);
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
        s_startInfo = (byte*)startInfo;
        s_argument = *(byte**)(startInfo + CommandLineOffset);
        SharedInfo.Map();
        Guest.Main();
        Shutdown(s_failed ? Crash : 0);
    }

    [RuntimeExport("runtime_panic")]
    private static void OnCheck(int check)
    {
        Line line = default;
        line.Add("check "u8);
        line.Add((uint)check);
        line.Add(" of generated code failed"u8);
        line.End();
        Shutdown(Crash);
    }
}
