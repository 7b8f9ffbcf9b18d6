namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>A step of an argument: hypotheses and what follows from them.</summary>
    /// <param name="Name">What is shown, as a sentence.</param>
    /// <param name="Hypotheses">What is assumed.</param>
    /// <param name="Conclusion">What follows.</param>
    public sealed record Lemma(string Name, IReadOnlyList<TBool> Hypotheses, TBool Conclusion);

    /// <summary>
    /// A certificate that passes implies isolation along flows of any length. Reaches(s, x, 0) iff x = s, and
    /// Reaches(s, y, n + 1) iff Reaches(s, x, n) and x flows to y by some type, for some x. By induction on n, whatever
    /// data of s reaches is in the class of s: the first two lemmas are the induction's start and step. The third says
    /// that the class is in one coalition. They hold for all s, x, y and types, hence for all n.
    /// </summary>
    /// <param name="claim">Any claim.</param>
    /// <param name="certificate">Any certificate.</param>
    /// <param name="s">Any label: where the data comes from.</param>
    /// <param name="x">Any label: where it is after n flows.</param>
    /// <param name="y">Any label: where it is after one more.</param>
    /// <param name="type">Any type: by which it got there.</param>
    public static IReadOnlyList<Lemma> Isolation(
        IsolationClaim claim, Certificate certificate, TWord s, TWord x, TWord y, TWord type) =>
        Isolation(claim, certificate, s, x, y, type, (label, t) => Passes(claim, certificate, label, t));

    /// <summary>The same of a checker for which passing means something else: of a weaker one it must not hold.</summary>
    public static IReadOnlyList<Lemma> Isolation(
        IsolationClaim claim,
        Certificate certificate,
        TWord s,
        TWord x,
        TWord y,
        TWord type,
        Func<TWord, TWord, TBool> passes) =>
    [
        new("without a flow, data is in the class that it came from",
            [x == s],
            IsInClassOf(certificate, s, x)),

        new("a flow stays in the class",
            [
                passes(x, type),
                passes(y, type),
                IsInClassOf(certificate, s, x),
                Flows(claim, x, y, type),
            ],
            IsInClassOf(certificate, s, y)),

        new("one class is in one coalition",
            [
                passes(s, type),
                passes(x, type),
                !claim.IsTrusted(s),
                !claim.IsTrusted(x),
                IsInClassOf(certificate, s, x),
            ],
            claim.Coalition(s) == claim.Coalition(x)),
    ];

    /// <summary>
    /// The claim speaks of types that labels hold, the monitor of sets that meet: labels of a policy may share iff
    /// some type is held by both.
    /// </summary>
    public static TBool SharingIsHoldingATypeInCommon(PolicyTables policy, TWord a, TWord b)
    {
        TBool holdBoth = TBool.False;
        for (int type = 0; type < 256; type++)
            holdBoth |= Holds(policy, a, Number(type)) & Holds(policy, b, Number(type));
        return TBool.Same(LabelsMayShare(policy, a, b), holdBoth);
    }
}
