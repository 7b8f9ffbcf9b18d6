using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>Every function that runs gives back the stack pointer and the registers that its caller keeps.</summary>
internal static class StackRules
{
    public static MediationFinding Check(KernelCode code, FrameAnalysis analysis) => MediationFinding.Of(
        "stack",
        "every function stores only inside its frame, and returns to its caller with what that keeps",
        $"{code.Running.Functions.Count} functions",
        [
            .. analysis.Faults
                .Where(fault => code.Running.Instructions.ContainsKey(fault.At))
                .Select(fault => $"{code.Place(fault.At)}: {fault.Text}"),
        ]);
}
