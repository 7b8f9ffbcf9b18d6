using System.Globalization;
using System.Numerics;
using Microsoft.Z3;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Isolation;

/// <summary>
/// The isolation claim put to the solver as the definition reads, independent of the certificate: are there labels a
/// and b, both untrusted, with ste(a) ∩ ste(b) ≠ ∅ and coalition(a) ≠ coalition(b)? A label is a bit-vector; a set of
/// types is one boolean a type, true iff the label is one of the type's holders.
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
        _labelBits = (uint)BitOperations.Log2((uint)Math.Max(1, claim.LabelCount - 1)) + 1;
    }

    /// <summary>Asks for a violating pair.</summary>
    /// <param name="pair">Two labels that share across coalitions, when the answer is satisfiable.</param>
    /// <returns>Unsatisfiable when the claim holds.</returns>
    public Satisfiability Ask(out (int A, int B)? pair)
    {
        SymbolicLabel a = new(this, "a");
        SymbolicLabel b = new(this, "b");
        BoolExpr share = _context.MkOr(a.HoldsType.Zip(b.HoldsType, (first, second) => _context.MkAnd(first, second)));
        BoolExpr sameCoalition =
            _context.MkOr(a.InCoalition.Zip(b.InCoalition, (first, second) => _context.MkAnd(first, second)));
        (int, int)? found = null;
        Satisfiability answer = _solver.Check(
            [.. a.Definitions, .. b.Definitions, share, _context.MkNot(sameCoalition)],
            model => found = (a.Value(model), b.Value(model)));
        pair = found;
        return answer;
    }

    /// <summary>Any untrusted label: which types it holds, which coalition it is in.</summary>
    private sealed class SymbolicLabel
    {
        private readonly Context _context;
        private readonly BitVecExpr _index;
        private readonly BoolExpr[] _is;
        private readonly List<BoolExpr> _definitions = [];

        public SymbolicLabel(IsolationQuestion question, string name)
        {
            IsolationClaim claim = question._claim;
            _context = question._context;
            _index = _context.MkBVConst(name, question._labelBits);
            _is = [.. Enumerable.Range(0, claim.LabelCount)
                .Select(label => _context.MkEq(_index, _context.MkBV(label, question._labelBits)))];

            int[] untrusted = [.. Enumerable.Range(0, claim.LabelCount).Where(label => !claim.Trusted[label])];
            _definitions.Add(IsOneOf(untrusted));
            ILookup<int, int> holders = untrusted
                .SelectMany(label => claim.SteTypes[label].Types().Select(type => (type, label)))
                .ToLookup(held => held.type, held => held.label);
            HoldsType = [.. Enumerable.Range(0, claim.TypeCount)
                .Select(type => Define($"{name}.holds{type}", IsOneOf(holders[type])))];
            ILookup<int, int> members = untrusted.ToLookup(label => claim.Coalition[label]);
            InCoalition = [.. members.OrderBy(coalition => coalition.Key)
                .Select(coalition => Define($"{name}.in{coalition.Key}", IsOneOf(coalition)))];
        }

        /// <summary>What the constants below mean, and that the label exists and is untrusted.</summary>
        public IEnumerable<BoolExpr> Definitions => _definitions;

        /// <summary>By type: whether the label holds it.</summary>
        public BoolExpr[] HoldsType { get; }

        /// <summary>By coalition that has an untrusted label: whether the label is in it.</summary>
        public BoolExpr[] InCoalition { get; }

        public int Value(Model model) =>
            int.Parse(model.Evaluate(_index, completion: true).ToString(), CultureInfo.InvariantCulture);

        private BoolExpr IsOneOf(IEnumerable<int> labels) => _context.MkOr(labels.Select(label => _is[label]));

        private BoolExpr Define(string name, BoolExpr meaning)
        {
            BoolExpr constant = _context.MkBoolConst(name);
            _definitions.Add(_context.MkEq(constant, meaning));
            return constant;
        }
    }
}
