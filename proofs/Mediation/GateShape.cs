using Iced.Intel;
using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// The gate, instruction by instruction: the gate's page tables, the gate's stack, one call, glue's page tables, glue's
/// stack, return. Nothing jumps into it or out of it.
/// </summary>
internal static class GateShape
{
    /// <summary>Compares the gate with what it must be.</summary>
    public static MediationFinding Check(KernelCode code)
    {
        CodeFunction gate = code.All.FunctionAt(code.Address("gate_call"))!;
        string dispatch = $"call {code.Address("gate_dispatch"):X}h";
        string[] expected =
        [
            $"lea rax,[{code.Address("gate_pml4"):X}h]",
            "mov cr3,rax",
            "mov rax,rsp",
            $"lea rsp,[{code.Address("gate_stack_top"):X}h]",
            "push rax",
            "push rax",
            dispatch,
            "pop rcx",
            $"lea rdx,[{code.Address("glue_pml4"):X}h]",
            "mov cr3,rdx",
            "mov rsp,rcx",
            "ret",
        ];
        string[] found = [.. gate.Instructions.Values.Select(Text)];
        List<string> against =
        [
            .. expected.Zip(found).Where(pair => pair.First != pair.Second)
                .Select((pair, _) => $"gate_call: '{pair.Second}' instead of '{pair.First}'"),
        ];
        if (found.Length != expected.Length)
            against.Add($"gate_call: {found.Length} instructions instead of {expected.Length}");
        // Whoever calls the other side without the gate writes with the wrong tables, or with an open gate.
        against.AddRange(code.All.Transfers()[code.Address("gate_dispatch")]
            .Where(site => code.All.FunctionAt(site.IP) != gate)
            .Select(site => $"gate_dispatch is called from {code.Place(site.IP)}, not through the gate"));
        return MediationFinding.Of(
            "gate",
            "the gate is one straight line that opens, calls, and closes; nobody else calls what is behind it",
            $"{found.Length} instructions",
            against);
    }

    private static string Text(Instruction i) => i.IsIPRelativeMemoryOperand
        ? $"lea {i.Op0Register.ToString().ToLowerInvariant()},[{i.IPRelativeMemoryAddress:X}h]"
        : i.IsCallNear ? $"call {i.NearBranchTarget:X}h"
        : i.ToString();
}
