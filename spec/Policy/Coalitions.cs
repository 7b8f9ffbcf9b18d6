namespace Verified.Spec;

public sealed partial class Specification<TBool, TWord, TTable>
{
    /// <summary>
    /// What its author claims of a policy: labels a, b outside the trusted ones that may share are in the same
    /// coalition. Labels, types, classes and coalitions are numbers; a claim is about any number of them.
    /// </summary>
    /// <param name="IsTrusted">Whether a label is trusted: it may bridge coalitions.</param>
    /// <param name="Holds">Whether a label (first) holds a Simple Type Enforcement type (second).</param>
    /// <param name="Coalition">The coalition of a label.</param>
    public sealed record IsolationClaim(
        Func<TWord, TBool> IsTrusted, Func<TWord, TWord, TBool> Holds, Func<TWord, TWord> Coalition);

    /// <summary>
    /// Evidence for a claim: a class for every label outside the trusted ones and for every type, and the coalition
    /// that a class belongs to.
    /// </summary>
    /// <param name="LabelClass">The class of a label that is not trusted.</param>
    /// <param name="TypeClass">The class of a type.</param>
    /// <param name="ClassCoalition">The coalition of a class.</param>
    public sealed record Certificate(
        Func<TWord, TWord> LabelClass, Func<TWord, TWord> TypeClass, Func<TWord, TWord> ClassCoalition);

    /// <summary>The types that labels hold in a policy: types are below 256.</summary>
    public static TBool Holds(PolicyTables policy, TWord label, TWord type) =>
        policy.IsLabel(label) & policy.SteTypes(label).Contains(type);

    /// <summary>
    /// A certificate passes iff this holds for every label and every type. A label that is not trusted is in the
    /// coalition of its class, and the types that it holds are of its class. Checking it takes one look at each type
    /// of each label.
    /// </summary>
    public static TBool Passes(IsolationClaim claim, Certificate certificate, TWord label, TWord type) =>
        claim.IsTrusted(label)
        | (certificate.ClassCoalition(certificate.LabelClass(label)) == claim.Coalition(label)
            & Implies(claim.Holds(label, type), certificate.TypeClass(type) == certificate.LabelClass(label)));

    /// <summary>
    /// One flow: data of a domain labelled <paramref name="from"/> can reach one labelled <paramref name="to"/>
    /// without help of a trusted label, because both hold the type.
    /// </summary>
    public static TBool Flows(IsolationClaim claim, TWord from, TWord to, TWord type) =>
        !claim.IsTrusted(from) & !claim.IsTrusted(to) & claim.Holds(from, type) & claim.Holds(to, type);

    /// <summary>What flows preserve, when a certificate passes: the class of the label that the data is at.</summary>
    public static TBool IsInClassOf(Certificate certificate, TWord source, TWord label) =>
        certificate.LabelClass(label) == certificate.LabelClass(source);
}
