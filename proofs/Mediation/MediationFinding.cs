namespace Verified.Proofs.Mediation;

/// <summary>One sentence of complete mediation, decided.</summary>
/// <param name="Name">Its name, as in the documentation: <c>coverage</c>.</param>
/// <param name="Statement">The sentence, without its subject.</param>
/// <param name="Verdict">Proved, refuted, or unknown: nothing is said of what could not be decided.</param>
/// <param name="Figures">What it is about, in numbers; the same for the same image.</param>
/// <param name="Details">
/// Refuted or unknown: each place, one a line. Proved: what a reader may want to know, such as what is exempt.
/// </param>
public sealed record MediationFinding(
    string Name, string Statement, Verdict Verdict, string Figures, IReadOnlyList<string> Details)
{
    /// <summary>Proved when there is nothing against it.</summary>
    public static MediationFinding Of(string name, string statement, string figures, IReadOnlyList<string> against) =>
        new(name, statement, against.Count == 0 ? Verdict.Proved : Verdict.Refuted, figures, against);

    /// <summary>What mediation's theorems are about, where the others name an operation.</summary>
    public const string Subject = "mediation";

    /// <summary>The sentence as a theorem among those of the operations.</summary>
    /// <param name="imageHash">The image that it speaks of.</param>
    public TheoremResult ToTheorem(string imageHash) => new(
        Subject,
        $"{Name}: {Statement}",
        Verdict,
        [new(Figures, Verdict, 0, 0, Details.Count == 0 ? "" : Details[0])],
        new(0, 0, 0, 0),
        0,
        imageHash,
        Details);

    /// <inheritdoc/>
    public override string ToString() => $"{Verdict.ToString().ToLowerInvariant(),-8} {Name,-14} {Statement}: {Figures}";
}
