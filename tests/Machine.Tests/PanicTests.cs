using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Verified.EndToEnd.Tests;

namespace Verified.Machine.Tests;

/// <summary>Faults planted in copies of the image, one on each side of the gate: what the panic says of them.</summary>
public sealed class PanicTests
{
    private const int ExceptionStatus = 131;
    private const int CheckStatus = 133;

    [Fact]
    public void An_exception_in_glue_names_function_source_line_registers_and_callers()
    {
        using Archive archive = new();
        PlantedImage image = new(archive.Folder);
        // UD2.
        image.Plant("DenialPrinter__Drain", [0x0f, 0x0b]);

        Ran ran = Boot(archive, image);

        Assert.Equal(ExceptionStatus, ran.Status);
        AssertNamed(
            ran.Lines, "exception 6 (invalid opcode)", "DenialPrinter.Drain", "Machine/DenialPrinter.cs", "void Drain()");
        string rip = image.Address("DenialPrinter__Drain").ToString("x", CultureInfo.InvariantCulture);
        Assert.Contains(ran.Lines, line => line.StartsWith($"  in front of the gate, rip 0x{rip}, rsp 0x", StringComparison.Ordinal));
        Assert.Equal(15, Regex.Count(ran.Output, @"\b(rax|rbx|rcx|rdx|rsi|rdi|rbp|r8|r9|r1[0-5]) 0x[0-9a-f]+"));
        string[] callers = Callers(ran.Lines);
        Assert.Equal("RunLoop.RunUntilInterrupted", callers[0]);
        Assert.Equal(["RunLoop.Run", "kernel_main", "finish_boot"], callers[^3..]);
    }

    [Fact]
    public void A_failed_check_behind_the_gate_names_the_function_that_failed_it_and_how_it_was_reached()
    {
        using Archive archive = new();
        PlantedImage image = new(archive.Folder);
        // Index out of range: MOV EDI, 1; CALL runtime_panic.
        const string Function = "HypercallEntry__CallRare";
        byte[] code = [0xbf, 1, 0, 0, 0, 0xe8, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(
            code.AsSpan(6), (int)(image.Address("runtime_panic") - image.Address(Function) - (ulong)code.Length));
        image.Plant(Function, code);

        Ran ran = Boot(archive, image);

        Assert.Equal(CheckStatus, ran.Status);
        AssertNamed(
            ran.Lines, "check 1 (index)", "HypercallEntry.CallRare", "Hypercalls/HypercallEntry.cs", "long CallRare(");
        Assert.Contains(ran.Lines, line => line.StartsWith("  behind the gate, rip 0x", StringComparison.Ordinal));
        Assert.Equal(
            "guest_exit, run_guest, GuestRun.Turn, GuestRun.Run, gate_dispatch, gate_call",
            string.Join(", ", Callers(ran.Lines)[^6..]));
    }

    [Fact]
    public void The_table_of_lines_is_what_addr2line_says_of_the_image()
    {
        string[] table = [.. Shell.Run("sh src/Kernel/Image/symbols.sh /dev/stdout artifacts/image/kernel.elf").Lines];
        long[][] addresses = [.. Numbers(table, ".long")], names = [.. Numbers(table, ".short")];
        Assert.Equal(addresses.Length, names.Length);
        List<(long Address, long Line)> lines = [];
        int function = 0;
        (long at, long line) = (addresses[0][0], names[0][3]);
        foreach (long[] pair in Numbers(table, ".byte"))
        {
            if (pair is [0, 0])
            {
                function++;
                if (function < names.Length)
                    (at, line) = (addresses[function][0], names[function][3]);
                continue;
            }

            (at, line) = (at + pair[0], line + pair[1]);
            if (pair[0] != 0)
                lines.Add((at, line));
        }

        Assert.Equal(names.Length, function);
        (long Address, long Line)[] asked = [.. lines.Where((_, i) => i % (lines.Count / 200) == 0)];
        string[] said = [.. Shell.Run(
            $"addr2line -e artifacts/image/kernel.elf {string.Join(' ', asked.Select(a => a.Address.ToString("x", CultureInfo.InvariantCulture)))}").Lines];
        int same = asked.Where((a, i) => said[i].Split(' ')[0].EndsWith($":{a.Line}", StringComparison.Ordinal)).Count();
        // Where several lines begin at one address the two may choose differently.
        Assert.InRange(same, asked.Length * 9 / 10, asked.Length);
    }

    private static IEnumerable<long[]> Numbers(string[] table, string directive) => table
        .Where(line => line.StartsWith($"\t{directive} ", StringComparison.Ordinal))
        .Select(line => line[(directive.Length + 2)..].Split(", ")
            .Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray());

    private static Ran Boot(Archive archive, PlantedImage image)
    {
        archive.Pack("domain SystemManagement image=hostile memory=512 arg=witness\n");
        return Shell.Run($"sh tools/qemu.sh {image.Write()} {archive.Packed}");
    }

    /// <summary>The first line names what, where, and the line of the source in which the function begins.</summary>
    private static void AssertNamed(string[] lines, string what, string function, string file, string declaration)
    {
        string panic = Assert.Single(lines, line => line.StartsWith("panic: ", StringComparison.Ordinal));
        Match match = Regex.Match(
            panic, @"^panic: hypervisor: (.*) in (\S+) at (\S+):([0-9]+); this is a defect, please report it$");
        Assert.True(match.Success, panic);
        Assert.Equal(
            (what, function, Path.GetFileName(file)),
            (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value));
        string[] source = File.ReadAllLines(Path.Combine(Shell.Root, "src/Kernel", file));
        int declared = Array.FindIndex(source, line => line.Contains(declaration, StringComparison.Ordinal)) + 1;
        const int FirstLines = 5;
        Assert.InRange(int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture), declared, declared + FirstLines);
    }

    private static string[] Callers(string[] lines) =>
    [
        .. lines.Select(line => Regex.Match(line, @"^  from (\S+) at \S+:[0-9]+$"))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value),
    ];

    /// <summary>A copy of the image, with other bytes at the beginning of a function.</summary>
    private sealed class PlantedImage(string folder)
    {
        private const int HeaderBytes = 56;
        private readonly byte[] _image = File.ReadAllBytes(Path.Combine(Shell.Root, "artifacts/image/kernel.elf"));
        private readonly string[] _symbols = [.. Shell.Run("nm artifacts/image/kernel.elf").Lines];

        public ulong Address(string function) => ulong.Parse(
            Assert.Single(_symbols, line => Regex.IsMatch(line, $" [tT] .*{function}$")).Split(' ')[0],
            NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        public void Plant(string function, byte[] code) => code.CopyTo(_image, Offset(Address(function)));

        public string Write()
        {
            string path = Path.Combine(folder, "planted.elf");
            File.WriteAllBytes(path, _image);
            return path;
        }

        // By the program headers of ELF64.
        private int Offset(ulong address)
        {
            int headers = (int)Word(32), count = BinaryPrimitives.ReadUInt16LittleEndian(_image.AsSpan(56));
            for (int at = headers; at < headers + (count * HeaderBytes); at += HeaderBytes)
            {
                const uint Load = 1;
                ulong start = Word(at + 16), bytes = Word(at + 32);
                bool holds = (uint)Word(at) == Load && address - start < bytes;
                if (holds)
                    return (int)(Word(at + 8) + address - start);
            }

            throw new ArgumentOutOfRangeException(nameof(address));
        }

        private ulong Word(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_image.AsSpan(at));
    }
}
