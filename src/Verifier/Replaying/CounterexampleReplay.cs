extern alias image;

using Verified.Traces;
using Verified.Traces.Charts;

namespace Verified.Verifier.Replaying;

/// <summary>
/// Replays counterexamples of the machine code on the handlers that this command was built with, before they are shown,
/// and keeps them as traces.
/// </summary>
/// <param name="folder">Where the traces are written; null for nowhere.</param>
internal sealed class CounterexampleReplay(string? folder)
{
    /// <summary>Runs a counterexample; what comes of it in one line, with the file that keeps it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public string Tell(string operation, Trace trace) => Keep(operation, trace) + Replay(trace);

    private string Keep(string operation, Trace trace)
    {
        if (folder is null) return "replayed: ";
        string file = Path.Combine(folder, operation + ".json");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(file, TraceWriter.Write(trace));
        return $"replayed ({file}): ";
    }

    private static string Replay(Trace trace)
    {
        try
        {
            Replayed replayed = image::Verified.Replay.Replayer.Run(trace);
            return replayed.Difference is { } difference
                ? $"the handler does it: {difference}"
                : $"the handler of this build does as specified{Given(trace, replayed)}: "
                    + "the image is of other sources, its code is not what they say, or a guest must write while the call runs";
        }
        catch (TraceException e)
        {
            return $"not possible: {e.Message}";
        }
    }

    private static string Given(Trace trace, Replayed replayed) =>
        trace.Steps is [CallStep call] && replayed.Results is [{ } result]
            ? $" and gives {StepText.Result(call.Operation, result)}"
            : "";
}
