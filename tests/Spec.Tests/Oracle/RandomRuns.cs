using FsCheck;
using FsCheck.Fluent;

namespace Verified.Tests;

/// <summary>
/// Random runs of the kernel beside the specification, as FsCheck wants them. They are the same every time, unless
/// the environment variable VERIFIED_SEED gives another seed.
/// </summary>
internal static class RandomRuns
{
    private const int StepsOfARun = 300;
    private const int StepsBetweenInvariants = 50;

    /// <summary>Where the random numbers start.</summary>
    public static ulong Seed { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable("VERIFIED_SEED"), out ulong seed) ? seed : 1;

    /// <summary>
    /// Checks so many runs. FsCheck prints the seed of a failing one, and the failure with its whole trace; if asked
    /// to, it looks for a shorter run first, which takes a while.
    /// </summary>
    /// <param name="runs">How many.</param>
    /// <param name="handlers">The kernel, or a wrong one.</param>
    /// <param name="shrink">Whether to look for a shorter failing run.</param>
    /// <param name="onStep">Told every call and its result.</param>
    public static void Check(
        int runs, IReadOnlyDictionary<string, Handler> handlers, bool shrink, Action<string, long>? onStep = null)
    {
        Gen<ulong[]> steps = Gen.ArrayOf(Gen.Choose(0, int.MaxValue).Select(n => (ulong)n), StepsOfARun);
        Arbitrary<ulong[]> arbitrary = shrink ? Arb.From(steps, Shorter) : Arb.From(steps);
        Prop.ForAll(arbitrary, run =>
        {
            string? difference = Run(run, handlers, onStep, out IReadOnlyList<string> trace);
            return (difference is null).Label($"{difference}\n  {string.Join("\n  ", trace)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithReplay(Seed, 1));
    }

    // Steps are left out, in halves, quarters and so on; a step itself has no simpler form.
    private static IEnumerable<ulong[]> Shorter(ulong[] run)
    {
        for (int piece = run.Length / 2; piece > 0; piece /= 2)
        {
            for (int start = 0; start + piece <= run.Length; start += piece)
                yield return [.. run[..start], .. run[(start + piece)..]];
        }
    }

    private static string? Run(
        ulong[] run,
        IReadOnlyDictionary<string, Handler> handlers,
        Action<string, long>? onStep,
        out IReadOnlyList<string> trace)
    {
        var oracle = new Oracle(new KernelMachine(), handlers, onStep);
        var guests = new RandomGuests(oracle, changes: run.FirstOrDefault() % 4 == 2);
        trace = guests.Trace;
        string? difference = guests.Boot(run.FirstOrDefault());
        for (int i = 0; i < run.Length && difference is null; i++)
        {
            difference = guests.Step(run[i]);
            if (i % StepsBetweenInvariants == StepsBetweenInvariants - 1) difference ??= oracle.WhatFails();
        }

        return difference ?? oracle.WhatFails();
    }
}
