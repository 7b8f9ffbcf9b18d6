using Iced.Intel;
using Verified.Proofs.Image;
using Verified.Proofs.Operations;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.Elf;

namespace Verified.Proofs.Mediation;

/// <summary>
/// All code of an image, who calls whom, and what of it runs once the first guest does: what control reaches from a
/// #VMEXIT and from every gate of the interrupt tables.
/// </summary>
public sealed class KernelCode
{
    // 32 exception stubs, 16 bytes apart: Boot/interrupts.S. The tables' contents are checked in BootTables.
    private const int Exceptions = 32;
    private const ulong StubBytes = 16;
    private const string Prefix = "Verified_Kernel_Image_";

    private KernelCode(ImageUnderProof image)
    {
        Image = image;
        Gates =
        [
            .. Enumerable.Range(0, Exceptions).Select(i => Address("exception_stubs") + (StubBytes * (ulong)i)),
            Address("timer_interrupt"),
            Address("spurious_interrupt"),
        ];
        All = CodeGraph.From(image.Elf, [Address("start64"), Address("finish_boot"), .. Gates]);
        Exits = [.. All.Instructions.Values.Where(i => i.Mnemonic == Mnemonic.Vmrun).Select(i => i.NextIP).Order()];
        Running = CodeGraph.FromWithin(image.Elf, Gates, Exits, All);
        Handlers = AllOperations.List
            .GroupBy(operation => image.Method(operation.Type, operation.Method).Address)
            .ToDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The image.</summary>
    public ImageUnderProof Image { get; }

    /// <summary>Where the gates of the interrupt tables lead.</summary>
    public IReadOnlyList<ulong> Gates { get; }

    /// <summary>Where control goes on after a VMRUN.</summary>
    public IReadOnlyList<ulong> Exits { get; }

    /// <summary>All code that control reaches from the 64-bit entry, boot included.</summary>
    public CodeGraph All { get; }

    /// <summary>What control reaches from an exit of a guest or a gate.</summary>
    public CodeGraph Running { get; }

    /// <summary>The proved handlers, by address.</summary>
    public IReadOnlyDictionary<ulong, Operation> Handlers { get; }

    /// <summary>Decodes an image.</summary>
    /// <exception cref="ElfException">The image lacks a symbol.</exception>
    public static KernelCode Of(ImageUnderProof image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(image);
    }

    /// <summary>The address of a symbol.</summary>
    /// <exception cref="ElfException">The image has no such symbol.</exception>
    public ulong Address(string symbol) => Image.Elf.Symbol(symbol).Address;

    /// <summary>
    /// A function as people call it: <c>GrantTable__Copy</c>, <c>Machine_RunLoop__Run</c>, <c>run_guest</c>.
    /// </summary>
    public static string NameOf(CodeFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        string name = function.Name.StartsWith(Prefix, StringComparison.Ordinal)
            ? function.Name[Prefix.Length..]
            : function.Name;
        return name.StartsWith("Verified_Kernel_", StringComparison.Ordinal) ? name["Verified_Kernel_".Length..]
            : name.StartsWith("Verified_", StringComparison.Ordinal) ? name["Verified_".Length..]
            : name;
    }

    /// <summary>An address as people find it: the function and the offset in it.</summary>
    public string Place(ulong address) => All.FunctionAt(address) is { } function
        ? $"{NameOf(function)}+0x{address - function.Address:x}"
        : $"0x{address:x}";
}
