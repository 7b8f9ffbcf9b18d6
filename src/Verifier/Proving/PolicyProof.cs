using System.Collections.Immutable;
using Verified.Verifier.Findings;
using Verified.Verifier.Intents;
using Verified.Verifier.Isolation;
using Verified.Verifier.Policies;

namespace Verified.Verifier.Proving;

/// <summary>Untrusted labels that share, directly or along each other, or that the intent puts together.</summary>
/// <param name="Name">The coalition's name; null for a component or a label that no coalition names.</param>
/// <param name="Labels">The labels, in the order of the policy.</param>
public sealed record Group(string? Name, ImmutableArray<int> Labels);

/// <summary>What a trusted label shares with a group.</summary>
/// <param name="Group">Index of the group.</param>
/// <param name="Types">The types by which it shares.</param>
public sealed record BridgeEnd(int Group, ImmutableArray<int> Types);

/// <summary>The groups that one trusted label could join.</summary>
/// <param name="Label">The label.</param>
/// <param name="Ends">The groups that it shares with.</param>
public sealed record Bridge(int Label, ImmutableArray<BridgeEnd> Ends);

/// <summary>What the solver said about isolation, asked independently of the certificate.</summary>
public enum SolverAnswer
{
    /// <summary>Nothing was claimed, or the policy is larger than a kernel loads.</summary>
    NotAsked,

    /// <summary>The same as the certificate.</summary>
    Agrees,

    /// <summary>Nothing before its budget was spent; the certificate stands by itself.</summary>
    BudgetSpent,
}

/// <summary>Isolation: no flow between untrusted labels, however long, leads from one coalition into another.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Certificate">
/// What it rests on when it holds; when nothing is claimed, the components of sharing.
/// </param>
/// <param name="Chain">How data crosses when it is violated; otherwise null.</param>
/// <param name="Mend">Where and how to mend a violation; otherwise null.</param>
/// <param name="Solver">What the solver said.</param>
public sealed record IsolationResult(
    Verdict Verdict, Certificate Certificate, SharingChain? Chain, Finding? Mend, SolverAnswer Solver);

/// <summary>What holds for a pair of labels that the intent names.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Holds">Whether what is stated of it holds.</param>
/// <param name="Why">The finding when it does not; otherwise null.</param>
public sealed record PairResult(LabelPair Pair, bool Holds, Finding? Why);

/// <summary>Everything that was shown about a policy.</summary>
public sealed record PolicyProof
{
    /// <summary>The policy.</summary>
    public required Policy Policy { get; init; }

    /// <summary>What was claimed.</summary>
    public required Intent Intent { get; init; }

    /// <summary>The first theorem.</summary>
    public required IsolationResult Isolation { get; init; }

    /// <summary>Pairs that must be able to share and to run together.</summary>
    public required ImmutableArray<PairResult> Cooperation { get; init; }

    /// <summary>Pairs that must never run together.</summary>
    public required ImmutableArray<PairResult> Separation { get; init; }

    /// <summary>What a reader must know; the theorem "well-formed" is that none is an error.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>The stated coalitions and the labels outside them; without stated coalitions, the components.</summary>
    public required ImmutableArray<Group> Groups { get; init; }

    /// <summary>What each trusted label bridges.</summary>
    public required ImmutableArray<Bridge> Bridges { get; init; }

    /// <summary>Whether no finding is an error.</summary>
    public bool IsWellFormed => Findings.All(finding => finding.Severity != Severity.Error);

    /// <summary>Violated if anything is; else what isolation is.</summary>
    public Verdict Verdict =>
        IsWellFormed && Cooperation.Concat(Separation).All(pair => pair.Holds) ? Isolation.Verdict : Verdict.Violated;
}
