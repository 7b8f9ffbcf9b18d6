using Iced.Intel;
using Verified.Proofs.Operations;
using Verified.Spec;
using Verified.Symbolic.ControlFlow;

namespace Verified.Proofs.Mediation;

/// <summary>
/// The calls of proved handlers from code that is not proved: each is given the state, and as its caller the domain
/// whose vCPU the processor has just left, which stands in that vCPU's slot.
/// </summary>
internal static class HandlerCalls
{
    /// <summary>The name of the first argument of an operation that a domain asks for.</summary>
    private const string Caller = "caller";

    /// <summary>
    /// Calls that the hypervisor makes of its own accord, as if a domain had: from where, of what, and why.
    /// </summary>
    public static IReadOnlyList<(string From, string Handler, string Why)> Own { get; } =
    [
        ("Machine_Protected_GateOperations__CreateDomain", "create_domain", "boot creates the manifest's domains, as domain 0"),
        ("Machine_Protected_GateOperations__AddConsole", "alloc_unbound", "boot gives domains their consoles, as domain 0"),
        ("Machine_Protected_GateOperations__AddConsole", "set_param", "boot gives domains their consoles, as domain 0"),
        ("Machine_Protected_GuestRun__End", "shutdown", "the current domain did what no guest may"),
    ];

    /// <summary>Looks at each call.</summary>
    /// <param name="code">The code.</param>
    /// <param name="coverage">What is proved.</param>
    /// <param name="analysis">The calls with their arguments.</param>
    /// <param name="slots">Where the vCPUs' slots stand.</param>
    public static MediationFinding Check(KernelCode code, Coverage coverage, FrameAnalysis analysis, SlotArea slots)
    {
        List<string> against = [];
        HashSet<ulong> current = [], own = [], subject = [];
        SymbolicSpecification specification = new(Sizes.Image);
        foreach (AbstractCall call in analysis.Calls)
        {
            CodeFunction from = code.All.FunctionAt(call.At)!;
            if (!code.Running.Instructions.ContainsKey(call.At) || coverage.Of(from) == CodeClass.Proved)
                continue;
            Operation handler = code.Handlers[call.Target];
            IReadOnlyList<string> parameters = handler.ParametersIn(specification);
            if (WrongState(code, call, handler, parameters) is { } wrong)
                against.Add(wrong);
            else if (!parameters.Contains(Caller))
                subject.Add(call.At);
            else if (slots.IsDomainOf(call.Caller))
                current.Add(call.At);
            else if (IsOwn(from, handler))
                own.Add(call.At);
            else
                against.Add($"{handler.Name} is called at {code.Place(call.At)} for {call.Caller}, "
                    + "not for the current domain");
        }

        // Boot alone calls some.
        ILookup<ulong, Instruction> calls = code.All.Transfers();
        against.AddRange(code.Handlers
            .Where(handler => !calls[handler.Key].Any())
            .Select(handler => $"nothing calls the proved handler of {handler.Value.Name}: what runs in its place?"));
        return MediationFinding.Of(
            "handlers",
            "every call of a proved handler is given the state and the current domain as the caller",
            $"{current.Count} call sites; {own.Count} as if for a domain, "
            + $"{subject.Count} of operations that no domain asks for",
            [.. against.Distinct()]);
    }

    /// <summary>What is wrong with the state that a handler is given, or with where it takes its arguments; or null.</summary>
    private static string? WrongState(
        KernelCode code, AbstractCall call, Operation handler, IReadOnlyList<string> parameters)
    {
        if (parameters.Contains(Caller) && parameters is not [Operation.State, Caller, ..])
            return $"{handler.Name} takes its caller as another argument than the second: not looked at";
        if (!parameters.Contains(Operation.State))
            return null;
        if (parameters[0] != Operation.State)
            return $"{handler.Name} takes the state as another argument than the first: not looked at";
        return call.State.IsConstant && (ulong)call.State.Low == code.Image.StateAddress
            ? null
            : $"{handler.Name} is called at {code.Place(call.At)} with {call.State} as the state";
    }

    private static bool IsOwn(CodeFunction from, Operation handler) => Own.Any(row =>
        KernelCode.NameOf(from).StartsWith(row.From, StringComparison.Ordinal) && row.Handler == handler.Name);
}
