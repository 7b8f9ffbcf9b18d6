using Verified.Proofs.Mediation;
using Verified.Proofs.Operations;

namespace Verified.Proofs;

/// <summary>
/// Main: in every state that the booted image reaches, every flow between domains joins labels that the policy in force
/// permits. It follows from its premises; it is proved when each of them is, and not before.
/// </summary>
public sealed class MainTheorem
{
    /// <summary>The theorem, as a sentence.</summary>
    public const string Statement = "in every state that the image reaches, every flow joins labels that the policy permits";

    private MainTheorem(IReadOnlyList<Premise> premises)
    {
        Premises = premises;
    }

    /// <summary>
    /// Premises that nothing that runs here decides, with what there is instead. None of them is ever taken for proved.
    /// </summary>
    public static IReadOnlyList<(string Name, string Instead)> Open { get; } =
    [
        ("Preserve, Authorized, Ownership",
            "that every operation of the specification keeps the invariant is proved over all states of small tables "
            + "(tests/Spec.Proofs.Tests), not at the image's sizes"),
        ("Lists", "dispatch of poll, with the port that poll_wait requires, of the lists of memory_op and of the "
            + "steps of a policy's change"),
        ("EntryState", "the content of the permission maps: tests in QEMU"),
        ("OwnMemory", "that the accessors of a buffer use the frames that it was opened with, while a call goes on"),
        ("Init", "that the state at the first VMRUN satisfies the invariant"),
    ];

    /// <summary>What it follows from, in the order of the proof.</summary>
    public IReadOnlyList<Premise> Premises { get; }

    /// <summary>The premises that are not proved.</summary>
    public IReadOnlyList<Premise> Missing => [.. Premises.Where(premise => !premise.IsProved)];

    /// <summary>Whether each premise is proved.</summary>
    public bool IsProved => Missing.Count == 0;

    /// <summary>Joins what was decided of an image.</summary>
    /// <param name="results">The theorems about operations and the sentences of mediation, of one run.</param>
    public static MainTheorem Of(IReadOnlyList<TheoremResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new(
        [
            .. AllOperations.List.Select(operation => OfOperation(operation, results)),
            .. AllOperations.NotProved.Select(name => new Premise($"Refines, Confined of {name}", false, "no proof of it")),
            .. MediationProof.Names.Select(name => OfMediation(name, results)),
            .. Open.Select(premise => new Premise(premise.Name, false, premise.Instead)),
        ]);
    }

    // All of an operation's theorems must be there: what was not asked is not proved.
    private static Premise OfOperation(Operation operation, IReadOnlyList<TheoremResult> results)
    {
        string[] wanted = [OperationProof.RefinesTheorem, OperationProof.ConfinedTheorem, OperationProof.PossibleTheorem];
        string[] missing =
        [
            .. wanted.Where(theorem => !results.Any(result =>
                result.Operation == operation.Name && result.Theorem == theorem && result.Verdict == Verdict.Proved)),
        ];
        bool isAsked = results.Any(result => result.Operation == operation.Name);
        string why = isAsked ? $"not: {string.Join("; ", missing)}" : "not asked";
        return new($"Refines, Confined of {operation.Name}", missing.Length == 0, why);
    }

    private static Premise OfMediation(string name, IReadOnlyList<TheoremResult> results)
    {
        TheoremResult? found = results.FirstOrDefault(result => result.Operation == MediationFinding.Subject
            && result.Theorem.StartsWith($"{name}: ", StringComparison.Ordinal));
        string why = found is null ? "not decided" : found.Verdict.ToString().ToLowerInvariant();
        return new($"mediation: {name}", found?.Verdict == Verdict.Proved, why);
    }
}

/// <summary>What Main follows from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsProved">Whether it is proved of this image.</param>
/// <param name="Why">When it is not: why, or what there is instead.</param>
public sealed record Premise(string Name, bool IsProved, string Why);
