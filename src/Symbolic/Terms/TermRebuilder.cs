namespace Verified.Symbolic.Terms;

/// <summary>
/// Builds terms again, operator by operator, in a store of choice: to simplify, to keep from simplifying, or to put
/// other terms in the place of some. What was built once is remembered.
/// </summary>
public sealed class TermRebuilder
{
    private readonly TermStore _target;
    private readonly Dictionary<Term, Term> _built = [];

    /// <summary>A rebuilder into a store.</summary>
    /// <param name="target">Where the new terms live.</param>
    public TermRebuilder(TermStore target)
    {
        _target = target ?? throw new ArgumentNullException(nameof(target));
    }

    /// <summary>From now on <paramref name="replacement"/>, a term of the target, stands for a term.</summary>
    public TermRebuilder Replace(Term term, Term replacement)
    {
        _built[term] = replacement;
        return this;
    }

    /// <summary>The term, built again in the target.</summary>
    public Term Rebuild(Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        Stack<Term> open = new([term]);
        while (open.TryPeek(out Term? top))
        {
            bool ready = true;
            for (int i = top.OperandCount - 1; i >= 0 && !_built.ContainsKey(top); i--)
            {
                if (_built.ContainsKey(top.Operand(i)))
                    continue;
                open.Push(top.Operand(i));
                ready = false;
            }
            if (!ready)
                continue;
            open.Pop();
            if (!_built.ContainsKey(top))
                _built[top] = Build(top);
        }
        return _built[term];
    }

    private Term Build(Term t) => t.OperandCount == 0
        ? BuildLeaf(t)
        : Apply(_target, t, _built[t.First], t.OperandCount > 1 ? _built[t.Second] : null, t.OperandCount > 2 ? _built[t.Third] : null);

    private Term BuildLeaf(Term t) => t.Kind switch
    {
        TermKind.Constant => t.IsBoolean ? _target.Constant(t.IsTrue) : _target.Constant(t.Value, t.Width),
        TermKind.Variable => _target.Variable(t.Name, t.Width),
        _ => _target.ArrayVariable(t.Name, t.IndexWidth, t.Width),
    };

    /// <summary>The operator of <paramref name="shape"/> applied to other operands.</summary>
    internal static Term Apply(TermStore store, Term shape, Term a, Term? b, Term? c) => shape.Kind switch
    {
        TermKind.BoolNot or TermKind.Not => store.Not(a),
        TermKind.BoolAnd or TermKind.And => store.And(a, b!),
        TermKind.BoolOr or TermKind.Or => store.Or(a, b!),
        TermKind.Negate => store.Negate(a),
        TermKind.Xor => store.Xor(a, b!),
        TermKind.Add => store.Add(a, b!),
        TermKind.Subtract => store.Subtract(a, b!),
        TermKind.Multiply => store.Multiply(a, b!),
        TermKind.ShiftLeft => store.ShiftLeft(a, b!),
        TermKind.ShiftRight => store.ShiftRight(a, b!),
        TermKind.ShiftRightSigned => store.ShiftRightSigned(a, b!),
        TermKind.Concat => store.Concat(a, b!),
        TermKind.Extract => store.Extract(a, shape.High, shape.Low),
        TermKind.ZeroExtend => store.ZeroExtend(a, shape.Width),
        TermKind.SignExtend => store.SignExtend(a, shape.Width),
        TermKind.Choice => store.Choice(a, b!, c!),
        TermKind.Equal => store.Equal(a, b!),
        TermKind.Less => store.Less(a, b!),
        TermKind.LessSigned => store.LessSigned(a, b!),
        TermKind.Select => store.Select(a, b!),
        TermKind.Store => store.Store(a, b!, c!),
        _ => throw new ArgumentException($"no operator: {shape.Kind}", nameof(shape)),
    };
}
