using Microsoft.Z3;
using Verified.Verifier.Solving;

namespace Verified.Verifier.Isolation;

/// <summary>One step of a proof: the hypotheses imply the conclusion.</summary>
/// <param name="Name">What is shown, as a sentence.</param>
/// <param name="Hypotheses">What is assumed.</param>
/// <param name="Conclusion">What follows.</param>
public sealed record Obligation(string Name, IReadOnlyList<BoolExpr> Hypotheses, BoolExpr Conclusion)
{
    /// <summary>Whether the solver shows it: no counterexample exists.</summary>
    public bool IsProved(SolverSession solver) =>
        solver.Check([.. Hypotheses, solver.Context.MkNot(Conclusion)]) == Satisfiability.Unsatisfiable;

    /// <summary>Whether the hypotheses can hold at all: otherwise the proof would say nothing.</summary>
    public bool IsSatisfiable(SolverSession solver) =>
        solver.Check(Hypotheses) == Satisfiability.Satisfiable;
}

/// <summary>
/// A certificate that passes implies isolation along flows of any length, for every policy and every claim.
/// <para>
/// Flow(s, x, n) is: data of label s reaches label x by n flows between untrusted labels that share pairwise.
/// By induction on n, labelClass(x) = labelClass(s): trivially for n = 0 (then x = s), and from n to n + 1 by
/// <i>a flow stays in the class</i>. Then coalition(x) = coalition(s) by <i>one class is in one coalition</i>.
/// Labels, types, classes and coalitions are uninterpreted: the proof knows nothing of their number.
/// </para>
/// </summary>
public sealed class CertificateTheorem
{
    private readonly Context _context;
    private readonly bool _checksTypes;
    private readonly bool _checksCoalitions;
    private readonly FuncDecl _trusted;
    private readonly FuncDecl _holds;
    private readonly FuncDecl _labelClass;
    private readonly FuncDecl _typeClass;
    private readonly FuncDecl _classCoalition;
    private readonly FuncDecl _coalition;
    private readonly Expr _source;
    private readonly Expr _from;
    private readonly Expr _to;
    private readonly Expr _type;

    /// <summary>States the theorem in a solver's terms.</summary>
    public CertificateTheorem(Context context)
        : this(context, checksTypes: true, checksCoalitions: true)
    {
    }

    /// <summary>States it for a checker that leaves out a check: then it must fail.</summary>
    internal CertificateTheorem(Context context, bool checksTypes, bool checksCoalitions)
    {
        (_context, _checksTypes, _checksCoalitions) = (context, checksTypes, checksCoalitions);
        Sort label = context.MkUninterpretedSort("Label");
        Sort type = context.MkUninterpretedSort("Type");
        Sort @class = context.MkUninterpretedSort("Class");
        Sort coalition = context.MkUninterpretedSort("Coalition");
        _trusted = context.MkFuncDecl("trusted", label, context.BoolSort);
        _holds = context.MkFuncDecl("holds", [label, type], context.BoolSort);
        _labelClass = context.MkFuncDecl("labelClass", label, @class);
        _typeClass = context.MkFuncDecl("typeClass", type, @class);
        _classCoalition = context.MkFuncDecl("classCoalition", @class, coalition);
        _coalition = context.MkFuncDecl("coalition", label, coalition);
        _source = context.MkConst("s", label);
        _from = context.MkConst("x", label);
        _to = context.MkConst("y", label);
        _type = context.MkConst("t", type);
    }

    /// <summary>The two steps.</summary>
    public IReadOnlyList<Obligation> Obligations() => [FlowStaysInClass(), OneClassIsInOneCoalition()];

    private Obligation FlowStaysInClass() => new(
        "a flow stays in the class",
        [
            .. Untrusted(_source, _from, _to),
            .. Passes(_from),
            .. Passes(_to),
            // share(x, y): some type t is held by both.
            (BoolExpr)_holds.Apply(_from, _type),
            (BoolExpr)_holds.Apply(_to, _type),
            // Data can only move between two different labels' domains, or the step would say little.
            _context.MkNot(_context.MkEq(_from, _to)),
            _context.MkEq(_labelClass.Apply(_from), _labelClass.Apply(_source)),
        ],
        _context.MkEq(_labelClass.Apply(_to), _labelClass.Apply(_source)));

    private Obligation OneClassIsInOneCoalition() => new(
        "one class is in one coalition",
        [
            .. Untrusted(_source, _from),
            .. Passes(_source),
            .. Passes(_from),
            _context.MkNot(_context.MkEq(_from, _source)),
            _context.MkEq(_labelClass.Apply(_from), _labelClass.Apply(_source)),
        ],
        _context.MkEq(_coalition.Apply(_from), _coalition.Apply(_source)));

    private IEnumerable<BoolExpr> Untrusted(params Expr[] labels) =>
        labels.Select(label => _context.MkNot((BoolExpr)_trusted.Apply(label)));

    /// <summary>What <see cref="CertificateChecker"/> has checked for a label, at type t.</summary>
    private IEnumerable<BoolExpr> Passes(Expr label)
    {
        BoolExpr untrusted = _context.MkNot((BoolExpr)_trusted.Apply(label));
        if (_checksCoalitions)
        {
            yield return _context.MkImplies(untrusted,
                _context.MkEq(_classCoalition.Apply(_labelClass.Apply(label)), _coalition.Apply(label)));
        }

        if (_checksTypes)
        {
            yield return _context.MkImplies(
                _context.MkAnd(untrusted, (BoolExpr)_holds.Apply(label, _type)),
                _context.MkEq(_typeClass.Apply(_type), _labelClass.Apply(label)));
        }
    }
}
