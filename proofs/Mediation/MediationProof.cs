using Verified.Proofs.Image;
using Verified.Proofs.Mediation.Dispatch;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.Elf;
using Verified.Symbolic.Solving;

namespace Verified.Proofs.Mediation;

/// <summary>
/// Complete mediation over the linked image: from the end of every guest's run and from every gate of the interrupt
/// tables to the next VMRUN, each byte that control reaches is accounted for, and what is not proved itself can neither
/// change the machine's protection nor write where only proved code may.
/// </summary>
public static class MediationProof
{
    /// <summary>The names of the sentences, in the order in which they are decided.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "control flow", "coverage", "instructions", "gate", "stack", "handlers", "stores", "entry state", "new vCPU",
        "own memory", "dispatch", "requires", "flush", "stack depth", "vCPU switch",
    ];

    /// <summary>Decides sentences, in a fixed order.</summary>
    /// <param name="image">The image that they speak of.</param>
    /// <param name="names">Which; all unless given. Where the flow of control is not known, nothing else is
    /// decided.</param>
    /// <exception cref="ElfException">The image lacks a symbol that the sentences speak of.</exception>
    public static IReadOnlyList<MediationFinding> Of(ImageUnderProof image, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        KernelCode code = KernelCode.Of(image);
        Coverage coverage = new(code);
        if (code.Running.Faults.Count > 0)
            return [Reachable(code), CoverageOf(code, coverage)];

        Lazy<FrameAnalysis> analysis = new(() => Analysis(code));
        StoreAreas areas = new(code);
        Lazy<Z3Solver> solver = new(() => new Z3Solver());
        Lazy<DispatchFindings> dispatch = new(
            () => DispatchProof.Check(code, coverage, analysis.Value, areas, solver.Value));
        Func<MediationFinding>[] decisions =
        [
            () => Reachable(code),
            () => CoverageOf(code, coverage),
            () => SpecialInstructions.Check(code),
            () => GateShape.Check(code),
            () => StackRules.Check(code, analysis.Value),
            () => HandlerCalls.Check(code, coverage, analysis.Value, areas.Slots),
            () => GlueStores.Check(code, coverage, analysis.Value, areas),
            () => ControlWords.Check(code, analysis.Value, areas),
            () => NewVcpu.Check(code, areas.Slots, solver.Value),
            () => OwnMemory.Check(code, areas.Slots, solver.Value),
            () => dispatch.Value.Dispatch,
            () => dispatch.Value.Requires,
            () => dispatch.Value.Flush,
            () => StackDepth.Check(code, analysis.Value),
            () => VcpuSwitch.Check(code),
        ];
        return
        [
            .. Names.Zip(decisions)
                .Where(sentence => names.Count == 0 || names.Contains(sentence.First))
                .Select(sentence => sentence.Second()),
        ];
    }

    /// <summary>What the three sentences of dispatch say of one routine alone, for a look at one change of it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="routine">The routine's name: <c>SchedulerCall__Run</c>.</param>
    public static IReadOnlyList<MediationFinding> OfRoutine(ImageUnderProof image, string routine)
    {
        KernelCode code = KernelCode.Of(image);
        DispatchFindings found = DispatchProof.Check(
            code, new(code), Analysis(code), new(code), new Z3Solver(), routine);
        return [found.Dispatch, found.Requires, found.Flush];
    }

    private static FrameAnalysis Analysis(KernelCode code) => FrameAnalysis.Of(
        code.All, [.. code.Gates], Contracts.Of(code), Contracts.Gate(code), code.Handlers.Keys.ToHashSet());

    private static MediationFinding Reachable(KernelCode code) => MediationFinding.Of(
        "control flow",
        "every instruction that an exit or an interrupt leads to is known, and none jumps through a register",
        $"{code.Running.Instructions.Count} instructions",
        [.. Places(code).Select(fault => $"{fault.Place} ({fault.Line}): {fault.Text}")]);

    private static IEnumerable<(string Place, string Line, string Text)> Places(KernelCode code)
    {
        IReadOnlyList<ControlFlowFault> faults = code.Running.Faults;
        if (faults.Count == 0)
            return [];
        IReadOnlyList<string> lines = LineTable.Lookup(code.Image.Path, [.. faults.Select(fault => fault.Address)]);
        return faults.Zip(lines, (fault, line) => (code.Place(fault.Address), line, fault.Text));
    }

    private static MediationFinding CoverageOf(KernelCode code, Coverage coverage) => MediationFinding.Of(
        "coverage",
        "every byte that runs is accounted for",
        $"proved {coverage.Bytes(CodeClass.Proved)} bytes, operations {coverage.Bytes(CodeClass.Operation)}, "
        + $"glue behind the gate {coverage.Bytes(CodeClass.Inner)}, in front of it {coverage.Bytes(CodeClass.Outer)}, "
        + $"unreachable {coverage.UnreachableBytes}, unaccounted {coverage.Bytes(CodeClass.Unaccounted)}",
        [
            .. coverage.Functions(CodeClass.Unaccounted)
                .Select(function => $"{KernelCode.NameOf(function)}, {function.Bytes} bytes: no row says what it is"),
        ]);
}
