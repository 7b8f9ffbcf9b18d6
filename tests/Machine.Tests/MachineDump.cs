using System.Buffers.Binary;
using System.Globalization;
using Verified.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(Verified.Machine.Tests.MachineDump))]

namespace Verified.Machine.Tests;

/// <summary>
/// Physical memory of a machine whose guest keeps running: the sealed region and domain 0's VMCB; and the image's symbols.
/// </summary>
public sealed class MachineDump
{
    private const int SealedSize = 0x20_0000;
    private const int PageSize = 4096;

    private readonly Dictionary<string, ulong> _symbols = [];
    private readonly byte[] _sealed;
    private readonly byte[] _vmcb;

    public MachineDump()
    {
        using Archive archive = new();
        archive.Pack("domain SystemManagement image=hostile memory=512 arg=spin 4000\n");
        foreach (string line in Shell.Run("nm artifacts/image/kernel.elf").Lines)
        {
            string[] words = line.Split(' ');
            if (words.Length == 3)
                _symbols[words[2]] = ulong.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        string sealedFile = Path.Combine(archive.Folder, "sealed");
        string vmcbFile = Path.Combine(archive.Folder, "vmcb");
        // However slow the host: the VMCB is looked at until a guest has one.
        Ran ran = Shell.Run(
            $"(for i in $(seq 60); do sleep 1; echo 'pmemsave {Symbol("vcpu_slots")} {PageSize} \"{vmcbFile}\"'; sleep 1;"
            + $" tr -d '\\0' <{vmcbFile} | grep -q . && break; done; sleep 1;"
            + $" echo 'pmemsave {Symbol("vcpu_slots")} {PageSize} \"{vmcbFile}\"';"
            + $" echo 'pmemsave {Symbol("sealed_start")} {SealedSize} \"{sealedFile}\"'; sleep 2; echo quit)"
            + " | timeout 150 qemu-system-x86_64 -accel tcg -cpu max -m 512 -display none -nodefaults -serial null"
            + $" -monitor stdio -no-reboot -kernel artifacts/image/kernel.elf -initrd {archive.Packed}");
        Assert.True(File.Exists(vmcbFile), ran.Output);
        _sealed = File.ReadAllBytes(sealedFile);
        _vmcb = File.ReadAllBytes(vmcbFile);
        PageTables tables = new(_sealed, Symbol("sealed_start"));
        Gate = tables.Walk(Symbol("gate_pml4"));
        Glue = tables.Walk(Symbol("glue_pml4"));
    }

    internal List<MappedPage> Gate { get; }

    internal List<MappedPage> Glue { get; }

    internal List<MappedPage>[] Both => [Gate, Glue];

    internal ulong Symbol(string name) => _symbols[name];

    /// <summary>Bytes of the sealed region.</summary>
    internal ReadOnlySpan<byte> Sealed(ulong address, int length) =>
        _sealed.AsSpan((int)(address - Symbol("sealed_start")), length);

    internal ulong SealedWord(ulong address) => BinaryPrimitives.ReadUInt64LittleEndian(Sealed(address, 8));

    internal ulong Vmcb64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_vmcb.AsSpan(offset));

    internal uint Vmcb32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_vmcb.AsSpan(offset));
}
