using Verified.Symbolic.Terms;

namespace Verified.Symbolic.X86;

/// <summary>A term that is built when it is first asked for: most flags never are.</summary>
public sealed class LazyTerm
{
    private Func<Term>? _build;
    private Term? _value;

    /// <summary>A term that is known already.</summary>
    public LazyTerm(Term value)
    {
        _value = value;
    }

    /// <summary>A term to be built once.</summary>
    public LazyTerm(Func<Term> build)
    {
        _build = build;
    }

    /// <summary>The term.</summary>
    public Term Value
    {
        get
        {
            if (_value is null)
            {
                _value = _build!();
                _build = null;
            }
            return _value;
        }
    }

    /// <summary>One of two, by a condition.</summary>
    public static LazyTerm Choice(Term condition, LazyTerm whenTrue, LazyTerm whenFalse) =>
        ReferenceEquals(whenTrue, whenFalse)
            ? whenTrue
            : new(() => condition.Store.Choice(condition, whenTrue.Value, whenFalse.Value));
}
