using Verified.Replay;
using Verified.Traces;

namespace Verified.Swarm;

/// <summary>Makes failing traces short: steps are left out, then arguments made small, as long as it still fails.</summary>
internal static class Shrinker
{
    /// <summary>
    /// Shorter traces that may fail, too, the shortest first: steps are left out in halves, quarters and so on.
    /// </summary>
    public static IEnumerable<Trace> Shorter(Trace trace)
    {
        for (int piece = trace.Steps.Count / 2; piece > 0; piece /= 2)
        {
            for (int start = 0; start + piece <= trace.Steps.Count; start += piece)
                yield return trace with { Steps = [.. trace.Steps.Take(start), .. trace.Steps.Skip(start + piece)] };
        }
    }

    /// <summary>The same trace with one argument or value smaller.</summary>
    public static IEnumerable<Trace> Simpler(Trace trace)
    {
        for (int i = 0; i < trace.Steps.Count; i++)
        {
            foreach (TraceStep step in Simpler(trace.Steps[i]))
                yield return trace with { Steps = [.. trace.Steps.Take(i), step, .. trace.Steps.Skip(i + 1)] };
        }
    }

    /// <summary>A trace that fails and has no shorter or simpler neighbour that does.</summary>
    /// <param name="trace">A trace that fails.</param>
    /// <param name="handlers">The handlers with which it does.</param>
    public static (Trace Trace, string Difference) Shortest(Trace trace, IReadOnlyDictionary<string, Handler> handlers)
    {
        // What the steps gave before is no measure any more once others are left out.
        trace = trace with { Steps = [.. trace.Steps.Select(WithoutResult)] };
        string difference = Failure(trace, handlers) ?? throw new ArgumentException("the trace does not fail", nameof(trace));
        string kind = KindOf(difference);
        for (bool isBetter = true; isBetter;)
        {
            isBetter = false;
            foreach (Trace candidate in Shorter(trace).Concat(Simpler(trace)))
            {
                if (Failure(candidate, handlers) is not { } failure || KindOf(failure) != kind) continue;
                (trace, difference, isBetter) = (candidate, failure, true);
                break;
            }
        }

        return (trace, difference);
    }

    /// <summary>In what a trace fails; null when it does not.</summary>
    public static string? Failure(Trace trace, IReadOnlyDictionary<string, Handler> handlers)
    {
        Replayed replayed = Replayer.Run(trace, handlers, strict: false);
        if (replayed.Step is not { } step) return null;
        string call = step >= 0 && trace.Steps[step] is CallStep made ? $"{made.Operation}({string.Join(", ", made.Arguments)}): " : "";
        return call + replayed.Difference;
    }

    /// <summary>
    /// The failure without its numbers: a shorter trace must fail in the same way, or shrinking would find another bug.
    /// </summary>
    public static string KindOf(string failure)
    {
        int sentence = failure.IndexOf('\'', StringComparison.Ordinal);
        if (sentence >= 0) return failure[sentence..(failure.IndexOf('\'', sentence + 1) + 1)];
        int operation = failure.IndexOf('(', StringComparison.Ordinal);
        int difference = failure.IndexOf("): ", StringComparison.Ordinal);
        string what = failure[(difference < 0 ? 0 : difference + 3)..];
        return failure[..Math.Max(operation, 0)] + new string([.. what.TakeWhile(c => c != '[' && !char.IsAsciiDigit(c))]);
    }

    /// <summary>A step without what it gave before.</summary>
    public static TraceStep WithoutResult(TraceStep step) => step is CallStep call ? call with { Result = null } : step;

    private static IEnumerable<TraceStep> Simpler(TraceStep step)
    {
        if (step is WriteStep write)
        {
            foreach (ulong value in Smaller(write.Value)) yield return write with { Value = value };
        }

        if (step is not CallStep call) yield break;
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            foreach (ulong value in Smaller(call.Arguments[i]))
            {
                ulong[] arguments = [.. call.Arguments];
                arguments[i] = value;
                yield return call with { Arguments = arguments };
            }
        }
    }

    private static IEnumerable<ulong> Smaller(ulong value)
    {
        if (value == 0) yield break;
        yield return 0;
        if (value > 1) yield return value & (value - 1);
    }
}
