using System.Numerics;
using Microsoft.Z3;
using Verified.Verifier.Policies;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Isolation;

/// <summary>
/// The isolation claim put to the solver as the definition reads, independent of the certificate: are there labels a and
/// b, both untrusted, with ste(a) ∩ ste(b) ≠ ∅ and coalition(a) ≠ coalition(b)? Type sets are bit-vectors.
/// </summary>
public sealed class IsolationQuestion
{
    private readonly SolverSession _solver;
    private readonly Context _context;
    private readonly IsolationClaim _claim;
    private readonly uint _labelBits;

    /// <summary>Prepares the question.</summary>
    public IsolationQuestion(SolverSession solver, IsolationClaim claim)
    {
        (_solver, _context, _claim) = (solver, solver.Context, claim);
        _labelBits = BitsFor(claim.LabelCount);
    }

    /// <summary>Asks for a violating pair.</summary>
    /// <param name="pair">Two labels that share across coalitions, when the answer is satisfiable.</param>
    /// <returns>Unsatisfiable when the claim holds.</returns>
    public Satisfiability Ask(out (int A, int B)? pair)
    {
        (int, int)? found = null;
        BitVecExpr a = _context.MkBVConst("a", _labelBits);
        BitVecExpr b = _context.MkBVConst("b", _labelBits);
        Satisfiability answer = _claim.LabelCount == 0 || _claim.TypeCount == 0
            ? Satisfiability.Unsatisfiable
            : _solver.Check(Violation(a, b), model => found = (Value(model, a), Value(model, b)));
        pair = found;
        return answer;
    }

    private IEnumerable<BoolExpr> Violation(BitVecExpr a, BitVecExpr b)
    {
        yield return IsUntrustedLabel(a);
        yield return IsUntrustedLabel(b);
        BitVecExpr common = _context.MkBVAND(SteTypes(a), SteTypes(b));
        yield return _context.MkNot(_context.MkEq(common, _context.MkBV(0, (uint)_claim.TypeCount)));
        yield return _context.MkNot(_context.MkEq(Coalition(a), Coalition(b)));
    }

    private BoolExpr IsUntrustedLabel(BitVecExpr label) =>
        _context.MkEq(
            Choose(label, i => _context.MkBV(i < _claim.LabelCount && !_claim.Trusted[i] ? 1 : 0, 1)), _context.MkBV(1, 1));

    private BitVecExpr SteTypes(BitVecExpr label)
    {
        uint width = (uint)_claim.TypeCount;
        return Choose(label, i => _context.MkBV(Bits(i < _claim.LabelCount ? _claim.SteTypes[i] : default), width));
    }

    private BitVecExpr Coalition(BitVecExpr label)
    {
        uint width = BitsFor(_claim.StatedCoalitions + _claim.LabelCount);
        return Choose(label, i => _context.MkBV(i < _claim.LabelCount ? _claim.Coalition[i] : 0, width));
    }

    /// <summary>A table of constants as a tree of choices over the bits of its index.</summary>
    private BitVecExpr Choose(BitVecExpr index, Func<int, BitVecExpr> entry)
    {
        BitVecExpr[] level = [.. Enumerable.Range(0, 1 << (int)_labelBits).Select(entry)];
        for (uint bit = 0; bit < _labelBits; bit++)
        {
            BoolExpr set = _context.MkEq(_context.MkExtract(bit, bit, index), _context.MkBV(1, 1));
            level = [.. Enumerable.Range(0, level.Length / 2)
                .Select(i => (BitVecExpr)_context.MkITE(set, level[2 * i + 1], level[2 * i]))];
        }

        return level[0];
    }

    /// <summary>The set as a decimal number, bit t for type t: how the solver takes wide constants.</summary>
    private static string Bits(TypeSet set)
    {
        BigInteger bits = BigInteger.Zero;
        foreach (int type in set.Types())
            bits |= BigInteger.One << type;
        return bits.ToString();
    }

    private static int Value(Model model, BitVecExpr term) => ((BitVecNum)model.Evaluate(term, completion: true)).Int;

    /// <summary>Bits that tell so many things apart; at least one.</summary>
    private static uint BitsFor(int count) => (uint)Math.Max(1, BitOperations.Log2((uint)Math.Max(1, count - 1)) + 1);
}
