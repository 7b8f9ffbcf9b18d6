namespace Verified.Symbolic.Terms;

/// <summary>
/// Computes terms under a model. It shares no code with the simplifier's rules (constant folding aside), so that each
/// tests the other.
/// </summary>
public sealed class Evaluator
{
    private readonly Model _model;
    private readonly Dictionary<Term, UInt128> _values = [];

    /// <summary>An evaluator; it remembers values, so the model must not change under it.</summary>
    public Evaluator(Model model)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
    }

    /// <summary>True iff a truth value holds.</summary>
    public bool Holds(Term truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        return truth.IsBoolean ? Value(truth) != 0 : throw new ArgumentException("no truth value", nameof(truth));
    }

    /// <summary>The value of a word, or 0 or 1 for a truth value. Arrays have none.</summary>
    public UInt128 Value(Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        if (term.IsArray)
            throw new ArgumentException("an array has no single value", nameof(term));
        Stack<Term> open = new([term]);
        while (open.TryPeek(out Term? top))
        {
            if (_values.ContainsKey(top) || NextNeeded(top) is not { } needed)
                open.Pop();
            else
                open.Push(needed);
        }
        return _values[term];
    }

    // Computes the term's value, or names a term that must be computed first.
    private Term? NextNeeded(Term t)
    {
        if (t.Kind == TermKind.Select)
            return Read(t);
        for (int i = 0; i < t.OperandCount; i++)
        {
            // Only the chosen side of a choice is computed.
            if (t.Kind == TermKind.Choice && i > 0 && (_values[t.First] != 0) != (i == 1))
                continue;
            if (!_values.ContainsKey(t.Operand(i)))
                return t.Operand(i);
        }
        _values[t] = Compute(t);
        return null;
    }

    private Term? Read(Term t)
    {
        if (!TryGet(t.Second, out UInt128 index))
            return t.Second;
        Term array = t.First;
        while (array.Kind != TermKind.ArrayVariable)
        {
            Term decision = array.Kind == TermKind.Store ? array.Second : array.First;
            if (!TryGet(decision, out UInt128 decided))
                return decision;
            if (array.Kind == TermKind.Choice)
            {
                array = decided != 0 ? array.Second : array.Third;
            }
            else if (decided != index)
            {
                array = array.First;
            }
            else
            {
                if (!TryGet(array.Third, out UInt128 stored))
                    return array.Third;
                _values[t] = stored;
                return null;
            }
        }
        _values[t] = _model.Entry(array.Name, index) & Bits.Mask(t.Width);
        return null;
    }

    // Constants are known without being computed first: else each would restart the walk along a chain of stores.
    private bool TryGet(Term t, out UInt128 value)
    {
        value = t.Value;
        return t.IsConstant || _values.TryGetValue(t, out value);
    }

    private UInt128 Compute(Term t)
    {
        UInt128 a = t.OperandCount > 0 ? _values[t.First] : 0;
        UInt128 b = t.OperandCount == 2 ? _values[t.Second] : 0;
        UInt128 mask = Bits.Mask(t.Width);
        int width = t.OperandCount > 0 ? t.First.Width : t.Width;
        return t.Kind switch
        {
            TermKind.Constant => t.Value,
            TermKind.Variable => _model.Word(t.Name) & (t.IsBoolean ? 1 : mask),
            TermKind.BoolNot => a ^ 1,
            TermKind.BoolAnd or TermKind.And => a & b,
            TermKind.BoolOr or TermKind.Or => a | b,
            TermKind.Not => ~a & mask,
            TermKind.Negate => (UInt128.Zero - a) & mask,
            TermKind.Xor => a ^ b,
            TermKind.Add => (a + b) & mask,
            TermKind.Subtract => (a - b) & mask,
            TermKind.Multiply => (a * b) & mask,
            TermKind.ShiftLeft => b >= (UInt128)width ? 0 : (a << (int)b) & mask,
            TermKind.ShiftRight => b >= (UInt128)width ? 0 : a >> (int)b,
            TermKind.ShiftRightSigned =>
                (UInt128)(Bits.Signed(a, width) >> (int)UInt128.Min(b, (UInt128)(width - 1))) & mask,
            TermKind.Concat => (a << t.Second.Width) | b,
            TermKind.Extract => (a >> t.Low) & mask,
            TermKind.ZeroExtend => a,
            TermKind.SignExtend => (UInt128)Bits.Signed(a, width) & mask,
            TermKind.Choice => a != 0 ? _values[t.Second] : _values[t.Third],
            TermKind.Equal => a == b ? UInt128.One : UInt128.Zero,
            TermKind.Less => a < b ? UInt128.One : UInt128.Zero,
            TermKind.LessSigned =>
                Bits.Signed(a, width) < Bits.Signed(b, width) ? UInt128.One : UInt128.Zero,
            _ => throw new ArgumentException($"no value: {t.Kind}", nameof(t)),
        };
    }
}
