using Iced.Intel;
using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// Code that the analysis of frames does not look into, with what is taken for granted of it: four block routines of a
/// few
/// instructions, whose lengths run in registers, and the gate, which <see cref="GateShape"/> reads itself.
/// </summary>
internal static class Contracts
{
    // Core library: jumps to memset. An image that clears nothing by it does without.
    private const string Clear = "Verified_Kernel_Image_System_SpanHelpers__ClearWithoutReferences";

    public static IReadOnlyDictionary<ulong, FunctionSummary> Of(KernelCode code)
    {
        AbstractValue count = AbstractValue.Of(Origin.Entry(Register.RDX));
        Dictionary<ulong, FunctionSummary> contracts = [];
        foreach (string name in (string[])["memset", "memmove"])
            contracts[code.Address(name)] = Writes(count);
        contracts[code.Address("copy_block")] = Writes(AbstractValue.Of(Origin.Low(count.Origin)));
        if (code.Image.Elf.FindSymbol(Clear) is { } clear)
            contracts[clear.Address] = Writes(AbstractValue.Of(Origin.Entry(Register.RSI)));
        return contracts;
    }

    /// <summary>The gate does what the other side of it does, on a stack of its own.</summary>
    public static IReadOnlyDictionary<ulong, ulong> Gate(KernelCode code) =>
        new Dictionary<ulong, ulong> { [code.Address("gate_call")] = code.Address("gate_dispatch") };

    private static FunctionSummary Writes(AbstractValue bytes) => new(
        new HashSet<AbstractStore>
        {
            new(AbstractStore.InContract, AbstractValue.Of(Origin.Entry(Register.RDI)), bytes, null),
        },
        new HashSet<AbstractCall>(),
        Returns: true,
        Result: null);
}
