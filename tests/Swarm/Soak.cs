using System.Diagnostics;
using Verified.Traces;

namespace Verified.Swarm;

/// <summary>Many random runs, on all processors, until enough steps are made or one fails.</summary>
internal sealed class Soak(Options options, TextWriter output)
{
    private const int RunsOfARound = 64;
    private const double SecondsBetweenLines = 10;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Coverage _coverage = new();
    private Kept _kept = new(options.Seed, options.Length, 0, 0, 0, 0, new Dictionary<string, long>());
    private double _lastLine;

    /// <summary>Runs; 0 when the two sides agreed all along, else 1.</summary>
    /// <exception cref="InvalidDataException">What was kept is of another soak.</exception>
    public int Go()
    {
        if (options.Run is { } single) return Report(Make(single, _coverage), single);
        if (options.Keep is { } file && Kept.Read(file, options) is { } kept)
        {
            (_kept, _coverage) = (kept, Coverage.From(kept.Coverage));
            output.WriteLine($"goes on after {kept.Steps} steps");
        }

        while (_kept.Steps < options.Steps)
        {
            if (Round() is { } failed) return Report(failed.Run, failed.Number);
            Line(always: false);
        }

        Line(always: true);
        if (options.Coverage) output.Write(_coverage.Lines());
        return 0;
    }

    private SwarmRun Make(long number, Coverage coverage)
    {
        SwarmRun run = new(Dice.SeedOf(options.Seed, number), Handlers.All, coverage, options.Oracle);
        run.Go(options.Length);
        return run;
    }

    // Some runs, in parallel; the one with the lowest number that fails.
    private (SwarmRun Run, long Number)? Round()
    {
        double start = _clock.Elapsed.TotalSeconds;
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        int count = (int)Math.Min(RunsOfARound, (options.Steps - _kept.Steps + options.Length - 1) / options.Length);
        SwarmRun?[] failed = new SwarmRun?[count];
        long steps = 0;
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = options.Jobs },
            () => new Coverage(),
            (i, _, coverage) =>
            {
                SwarmRun run = Make(_kept.Runs + i, coverage);
                Interlocked.Add(ref steps, run.Steps);
                if (run.Difference is not null) failed[i] = run;
                return coverage;
            },
            coverage =>
            {
                lock (_coverage) _coverage.Add(coverage);
            });
        int first = Array.FindIndex(failed, run => run is not null);
        if (first >= 0) return (failed[first]!, _kept.Runs + first);
        _kept = _kept with
        {
            Runs = _kept.Runs + count,
            Steps = _kept.Steps + steps,
            Seconds = _kept.Seconds + _clock.Elapsed.TotalSeconds - start,
            ProcessorSeconds = _kept.ProcessorSeconds
                + (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds,
        };
        return null;
    }

    private void Line(bool always)
    {
        double now = _clock.Elapsed.TotalSeconds;
        if (!always && now - _lastLine < SecondsBetweenLines) return;
        _lastLine = now;
        output.WriteLine($"{_kept.Steps} steps in {_kept.Runs} runs, no difference; {_kept.Steps / _kept.Seconds:F0} a second, "
            + $"{_kept.Steps / _kept.ProcessorSeconds:F0} a second of processor time");
        if (options.Keep is { } file) (_kept with { Coverage = _coverage.Kept() }).Write(file);
    }

    private int Report(SwarmRun run, long number)
    {
        string repeat = $"sh tools/swarm.sh --seed {options.Seed} --run {number} --length {options.Length}"
            + (options.Oracle ? "" : " --no-oracle");
        if (run.Difference is null)
        {
            output.WriteLine($"run {number} of seed {options.Seed}: {run.Steps} steps, no difference");
            return 0;
        }

        output.WriteLine($"run {number} of seed {options.Seed}: {run.Difference}");
        output.WriteLine($"repeat it: {repeat}");
        if (!options.Oracle || options.OnlyFind) return 1;
        (Verified.Traces.Trace trace, string difference) = Shrinker.Shortest(run.Trace, Handlers.All);
        string file = $"artifacts/soak-{options.Seed}-{number}.json";
        Directory.CreateDirectory("artifacts");
        File.WriteAllBytes(file, TraceWriter.Write(trace with { About = difference }));
        output.WriteLine($"{trace.Steps.Count} steps are enough: {difference}");
        output.WriteLine($"see them: ./verified replay {file}");
        return 1;
    }
}
