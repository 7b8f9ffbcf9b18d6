using Verified.Traces;

namespace Verified.Replay;

/// <summary>Runs traces on the kernel's handlers beside the specification.</summary>
public static class Replayer
{
    private static readonly Dictionary<string, Specification.Operation> Operations =
        new Specification(Build.Sizes).Operations.ToDictionary(operation => operation.Name);

    /// <summary>The sizes of the tables that this build has.</summary>
    public static TraceSizes Sizes => Build.Name;

    /// <summary>Runs a trace, to its end or to where the two sides part.</summary>
    /// <exception cref="TraceException">The trace asks for what there is not in tables of these sizes.</exception>
    public static Replayed Run(Trace trace) => Run(trace, Handlers.All, strict: true);

    /// <summary>Runs a trace with handlers that may be wrong.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="handlers">The handlers.</param>
    /// <param name="strict">
    /// Whether the invariant is looked at after every step, and every write must have its place; else the invariant
    /// only at the end, and a write that has no place any more, because steps before it were left out, is no step.
    /// </param>
    internal static Replayed Run(Trace trace, IReadOnlyDictionary<string, Handler> handlers, bool strict)
    {
        ArgumentNullException.ThrowIfNull(trace);
        Pair pair = StartState.Make(trace, handlers, (host, all) => new Pair(host, all), out string? difference);
        using KernelHost host = pair.Host;
        List<long?> results = [];
        if (strict && Build.CanCheckInvariant) difference ??= pair.WhatFails();
        if (difference is not null) return new(results, -1, $"at the start: {difference}");
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            difference = Take(pair, trace.Steps[i], strict, out long? result);
            bool isEnd = i == trace.Steps.Count - 1;
            if ((strict || isEnd) && Build.CanCheckInvariant) difference ??= pair.WhatFails();
            results.Add(result);
            if (difference is not null) return new(results, i, difference);
        }

        return new(results, null, null);
    }

    /// <summary>Makes a step on both sides: where they part, or what the trace says otherwise; null when all agree.</summary>
    private static string? Take(Pair pair, TraceStep step, bool strict, out long? result)
    {
        result = null;
        switch (step)
        {
            case CallStep call:
                string? difference = pair.Call(Operations[call.Operation], [.. call.Arguments]);
                if (difference is not null) return difference;
                if (pair.WasMade) result = pair.Result;
                return call.Result is null || call.Result == result
                    ? null
                    : result is null ? $"the call cannot be made, the trace says {call.Result}"
                    : $"result {result}, the trace says {call.Result}";
            case WriteStep write:
                return Writes.Make(pair, write) || !strict ? null : "the domain has no such memory of its own";
            case SetStep set:
                StartState.Set(pair.Host, set);
                pair.Resume();
                return null;
            default:
                throw new ArgumentException($"no such step: {step}", nameof(step));
        }
    }
}
