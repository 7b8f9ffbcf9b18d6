using Verified.Logic;

namespace Verified.Symbolic.Terms;

/// <content>Arrays: entries that are read and replaced.</content>
public sealed partial class TermStore
{
    private readonly Dictionary<(int Array, int Index), Term> _selected = [];

    /// <summary>The entry of an array.</summary>
    public Term Select(Term array, Term index)
    {
        CheckArray(array, index);
        if (!_simplify)
            return Make(TermKind.Select, array.Width, array, index);
        // Remembered: a chain of choices between arrays shares its parts, and would be walked once for every path.
        if (_selected.TryGetValue((array.Id, index.Id), out Term? known))
            return known;
        Term result = SelectSimpler(array, index);
        _selected[(array.Id, index.Id)] = result;
        return result;
    }

    /// <summary>The array with one entry replaced.</summary>
    public Term Store(Term array, Term index, Term value)
    {
        CheckArray(array, index);
        Own(value);
        if (!value.IsWord || value.Width != array.Width)
            throw new WidthException(value.Width, array.Width);
        if (_simplify)
        {
            if (array.Kind == TermKind.Store && array.Second == index)
                array = array.First;
            if (value.Kind == TermKind.Select && value.First == array && value.Second == index)
                return array;
        }
        return Make(new TermKey(TermKind.Store, array.Width, array.IndexWidth, 0, 0, null, array, index, value));
    }

    /// <summary>True: surely the same word. False: surely different. Null: neither is plain.</summary>
    public bool? SurelyEqual(Term a, Term b)
    {
        Term equal = Equal(a, b);
        return equal.IsConstant ? equal.IsTrue : null;
    }

    private Term SelectSimpler(Term array, Term index)
    {
        while (array.Kind == TermKind.Store)
        {
            bool? same = SurelyEqual(array.Second, index);
            if (same == true)
                return array.Third;
            if (same is null)
                break;
            array = array.First;
        }
        if (array.Kind == TermKind.Choice)
            return Choice(array.First, Select(array.Second, index), Select(array.Third, index));
        return Make(TermKind.Select, array.Width, array, index);
    }

    private void CheckArray(Term array, Term index)
    {
        Own(array);
        Own(index);
        if (!array.IsArray || !index.IsWord || index.Width != array.IndexWidth)
            throw new WidthException(index.Width, array.IndexWidth);
    }
}
