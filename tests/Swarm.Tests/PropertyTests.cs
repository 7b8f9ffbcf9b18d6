using FsCheck;
using FsCheck.Fluent;
using Verified.Traces;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Verified.Tests;

/// <summary>
/// The property: whatever domains do, the kernel's handlers do what the specification says, and every sentence of the
/// invariant holds. FsCheck chooses runs and makes a failing one short.
/// </summary>
public sealed class PropertyTests(ITestOutputHelper output)
{
    private const int Runs = 100;
    private const int StepsOfARun = 1000;

    // What they ask for is not offered, or is so already.
    private static readonly string[] NeverSucceeds = ["init_control", "pagetable_dying", "vcpu_initialise"];

    [Fact]
    public void The_handlers_do_what_the_specification_says_in_a_hundred_thousand_random_steps()
    {
        Coverage coverage = new();
        Stopwatch clock = Stopwatch.StartNew();
        Check(Runs, StepsOfARun, Handlers.All, coverage);
        output.WriteLine($"seed {Seed}: {Runs * StepsOfARun / clock.Elapsed.TotalSeconds:F0} steps a second");
        output.WriteLine(coverage.Lines());

        Assert.All(
            Move.All.Where(move => !NeverSucceeds.Contains(move.Operation.Name)),
            move => Assert.True(coverage[move.Number, 0] > 0, $"{move.Operation.Name} never succeeds"));
    }

    [Fact]
    public void Every_operation_of_the_specification_is_tried_the_day_it_is_there()
    {
        Coverage coverage = new();
        for (int run = 0; run < 100; run++)
        {
            SwarmRun swarm = new(Dice.SeedOf(7, run), Handlers.All, coverage);
            swarm.Go(200);
            Assert.Null(swarm.Difference);
        }

        Assert.All(Move.All, move => Assert.NotEmpty(coverage.Of(move.Number)));
    }

    [Fact]
    public void A_run_of_the_same_seed_is_the_same_run()
    {
        SwarmRun first = new(5, Handlers.All), second = new(5, Handlers.All);
        first.Go(500);
        second.Go(500);
        Assert.Equal(TraceWriter.Write(first.Trace), TraceWriter.Write(second.Trace));
    }

    /// <summary>Checks so many runs; a failure names the run and the command that repeats it.</summary>
    internal static void Check(int runs, int steps, IReadOnlyDictionary<string, Handler> handlers, Coverage? coverage = null)
    {
        int number = 0;
        Gen<Trace> traces = Gen.Constant(0).Select(_ =>
        {
            SwarmRun run = new(Dice.SeedOf(Seed, number++), handlers, coverage);
            run.Go(steps);
            return run.Difference is null ? run.Trace with { Steps = [] } : Failing(run, handlers);
        });
        Prop.ForAll(Arb.From(traces, Shrink), trace => (trace.About.Length == 0).Label(
            $"{trace.About}\n{Lines(trace)}\n"
            + $"repeat it: sh tools/swarm.sh --seed {Seed} --run {number - 1} --length {steps}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithReplay(Seed, 1));

        static Trace Failing(SwarmRun run, IReadOnlyDictionary<string, Handler> handlers)
        {
            Trace trace = run.Trace with { Steps = [.. run.Trace.Steps.Select(Shrinker.WithoutResult)] };
            return trace with { About = Shrinker.Failure(trace, handlers) ?? run.Difference! };
        }

        IEnumerable<Trace> Shrink(Trace trace) =>
            from shorter in Shrinker.Shorter(trace)
            let failure = Shrinker.Failure(shorter, handlers)
            where failure is not null && Shrinker.KindOf(failure) == Shrinker.KindOf(trace.About)
            select shorter with { About = failure };
    }

    private static ulong Seed { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable("VERIFIED_SEED"), out ulong seed) ? seed : 1;

    private static string Lines(Trace trace) =>
        string.Join('\n', trace.Steps.Select(step => $"  {Traces.Charts.StepText.Of(step)}"));
}
