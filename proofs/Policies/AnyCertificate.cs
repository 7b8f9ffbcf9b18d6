using Verified.Symbolic.Logic;
using Verified.Symbolic.Terms;

namespace Verified.Proofs.Policies;

/// <summary>
/// An isolation claim and a certificate of which nothing is known: labels, types, classes and coalitions are any
/// numbers of 32 bits, and what belongs to what is any table of them.
/// </summary>
internal sealed class AnyCertificate
{
    private const int Bits = 32;

    private readonly TermStore _store;

    public AnyCertificate(TermStore store)
    {
        _store = store;
        SymbolicTable holds = new(store.ArrayVariable("holds", 2 * Bits, 1), Bits);
        SymbolicTable trusted = Table("trusted", 1);
        SymbolicTable coalition = Table("coalition", Bits);
        SymbolicTable labelClass = Table("labelClass", Bits);
        SymbolicTable typeClass = Table("typeClass", Bits);
        SymbolicTable classCoalition = Table("classCoalition", Bits);
        Claim = new(
            label => trusted[label] == SymbolicWord.Constant(1, 1),
            (label, type) => holds[label, type] == SymbolicWord.Constant(1, 1),
            label => coalition[label]);
        Certificate = new(label => labelClass[label], type => typeClass[type], @class => classCoalition[@class]);
    }

    public SymbolicSpecification.IsolationClaim Claim { get; }

    public SymbolicSpecification.Certificate Certificate { get; }

    /// <summary>The theorem's lemmas, for the specification's checker or another.</summary>
    public IReadOnlyList<SymbolicSpecification.Lemma> Isolation(
        Func<SymbolicWord, SymbolicWord, SymbolicBool>? passes = null) =>
        passes is null
            ? SymbolicSpecification.Isolation(Claim, Certificate, Any("s"), Any("x"), Any("y"), Any("type"))
            : SymbolicSpecification.Isolation(Claim, Certificate, Any("s"), Any("x"), Any("y"), Any("type"), passes);

    private SymbolicWord Any(string name) => new(_store.Variable(name, Bits));

    private SymbolicTable Table(string name, int width) => new(_store.ArrayVariable(name, Bits, width));
}
