using System.Diagnostics;
using System.Globalization;
using Verified.Verifier.Intents;
using Verified.Verifier.Policies;
using Verified.Verifier.Proving;

namespace Verified.Bench.Policies;

/// <summary>The answer alone: a policy that is in memory is proved again and again, in one process.</summary>
internal static class Answer
{
    private const int Runs = 15;

    /// <summary>Gives the fastest run, the one least disturbed, in seconds; and the exit status of <c>verified prove</c>.</summary>
    public static string Of(string folder)
    {
        Policy policy = PolicyFile.Read(Path.Combine(folder, "policy.xml"), PolicyLimits.Analysis);
        Intent intent = IntentReader.Read(Path.Combine(folder, "policy.intent.json"), policy);
        double fastest = Enumerable.Range(0, Runs).Min(_ => Time(policy, intent));
        return string.Create(CultureInfo.InvariantCulture, $"{fastest:F3} - - 0");
    }

    private static double Time(Policy policy, Intent intent)
    {
        Stopwatch clock = Stopwatch.StartNew();
        PolicyProof proof = PolicyProver.Prove(policy, intent);
        return proof.Verdict == Verdict.Holds
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException("the generated policy does not hold");
    }
}
