using Verified.Logic;

namespace Verified.Symbolic.Terms;

/// <content>Choice between two truth values, words or arrays.</content>
public sealed partial class TermStore
{
    /// <summary>
    /// <paramref name="whenTrue"/> if <paramref name="condition"/> holds, else <paramref name="whenFalse"/>.
    /// </summary>
    public Term Choice(Term condition, Term whenTrue, Term whenFalse)
    {
        CheckBoolean(condition);
        Own(whenTrue);
        Own(whenFalse);
        if (whenTrue.Width != whenFalse.Width || whenTrue.IndexWidth != whenFalse.IndexWidth)
            throw new WidthException(whenTrue.Width, whenFalse.Width);
        if (_simplify)
        {
            if (condition.IsConstant)
                return condition.IsTrue ? whenTrue : whenFalse;
            if (whenTrue == whenFalse)
                return whenTrue;
            if (condition.Kind == TermKind.BoolNot)
                return Choice(condition.First, whenFalse, whenTrue);
            if (Narrower(condition, whenTrue, whenFalse) is { } narrower)
                return narrower;
            if (whenTrue.IsBoolean && ChoiceOfTruth(condition, whenTrue, whenFalse) is { } truth)
                return truth;
            if (whenTrue.Kind == TermKind.Choice && whenTrue.First == condition)
                return Choice(condition, whenTrue.Second, whenFalse);
            if (whenFalse.Kind == TermKind.Choice && whenFalse.First == condition)
                return Choice(condition, whenTrue, whenFalse.Third);
        }
        return Make(new TermKey(
            TermKind.Choice, whenTrue.Width, whenTrue.IndexWidth, 0, 0, null, condition, whenTrue, whenFalse));
    }

    // Both fit in fewer bits: code chooses in registers of 32 bits where the specification does in 64.
    private Term? Narrower(Term condition, Term whenTrue, Term whenFalse)
    {
        if (whenTrue.Kind != TermKind.ZeroExtend && whenFalse.Kind != TermKind.ZeroExtend)
            return null;
        int width = Math.Max(NeededBits(whenTrue), NeededBits(whenFalse));
        return width < whenTrue.Width
            ? ZeroExtend(Choice(condition, Extract(whenTrue, width - 1, 0), Extract(whenFalse, width - 1, 0)), whenTrue.Width)
            : null;
    }

    private static int NeededBits(Term word) => word.Kind switch
    {
        TermKind.ZeroExtend => word.First.Width,
        TermKind.Constant => Math.Max(1, 128 - (int)UInt128.LeadingZeroCount(word.Value)),
        _ => word.Width,
    };

    private Term? ChoiceOfTruth(Term condition, Term whenTrue, Term whenFalse)
    {
        if (whenTrue.IsConstant)
            return whenTrue.IsTrue ? Or(condition, whenFalse) : And(Not(condition), whenFalse);
        if (whenFalse.IsConstant)
            return whenFalse.IsTrue ? Or(Not(condition), whenTrue) : And(condition, whenTrue);
        return null;
    }
}
