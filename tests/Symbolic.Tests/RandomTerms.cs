using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Tests;

/// <summary>Terms and models at random, from a seed; shapes and numbers lean to where rules apply.</summary>
internal sealed class RandomTerms(TermStore store, int seed)
{
    private static readonly int[] Widths = [1, 3, 8, 16, 32, 64, 128];
    private readonly Random _random = new(seed);

    /// <summary>A truth value of a depth.</summary>
    public Term Truth(int depth)
    {
        if (depth == 0)
            return _random.Next(6) == 0 ? store.Constant(_random.Next(2) == 0) : store.Variable("p" + _random.Next(3), 0);
        int width = Width();
        return _random.Next(8) switch
        {
            0 => store.Not(Truth(depth - 1)),
            1 => store.And(Truth(depth - 1), Truth(depth - 1)),
            2 => store.Or(Truth(depth - 1), Truth(depth - 1)),
            3 => store.Choice(Truth(depth - 1), Truth(depth - 1), Truth(depth - 1)),
            4 => store.Less(Word(width, depth - 1), Word(width, depth - 1)),
            5 => store.LessSigned(Word(width, depth - 1), Word(width, depth - 1)),
            6 => Related(depth - 1),
            _ => store.Equal(Word(width, depth - 1), Word(width, depth - 1)),
        };
    }

    /// <summary>A word of a width and depth.</summary>
    public Term Word(int width, int depth)
    {
        if (depth == 0)
            return _random.Next(3) == 0 ? store.Constant(Number(width), width) : store.Variable($"v{width}.{_random.Next(3)}", width);
        switch (_random.Next(17))
        {
            case 0: return store.Not(Word(width, depth - 1));
            case 1: return store.Negate(Word(width, depth - 1));
            case 2: return store.And(Word(width, depth - 1), Word(width, depth - 1));
            case 3: return store.Or(Word(width, depth - 1), Word(width, depth - 1));
            case 4: return store.Xor(Word(width, depth - 1), Word(width, depth - 1));
            case 5: return store.Add(Word(width, depth - 1), Word(width, depth - 1));
            case 6: return store.Subtract(Word(width, depth - 1), Word(width, depth - 1));
            case 7: return store.Multiply(Word(width, depth - 1), Word(width, depth - 1));
            case 8: return store.ShiftLeft(Word(width, depth - 1), Amount(width, depth));
            case 9: return store.ShiftRight(Word(width, depth - 1), Amount(width, depth));
            case 10: return store.ShiftRightSigned(Word(width, depth - 1), Amount(width, depth));
            case 11: return store.Choice(Truth(depth - 1), Word(width, depth - 1), Word(width, depth - 1));
            case 12: return store.Select(Array(4, width, depth - 1), Word(4, depth - 1));
            case 13: return store.And(Word(width, depth - 1), store.Constant(Number(width), width));
            case 14 when width > 1:
                int low = _random.Next(1, width);
                return store.Concat(Word(width - low, depth - 1), Word(low, depth - 1));
            case 15 when width > 1:
                Term narrow = Word(_random.Next(1, width), depth - 1);
                return _random.Next(2) == 0 ? store.ZeroExtend(narrow, width) : store.SignExtend(narrow, width);
            default:
                int whole = _random.Next(width, 129), skip = _random.Next(whole - width + 1);
                return store.Extract(Word(whole, depth - 1), skip + width - 1, skip);
        }
    }

    /// <summary>An array of a depth.</summary>
    public Term Array(int indexWidth, int width, int depth) => depth <= 0
        ? store.ArrayVariable($"a{indexWidth}.{width}.{_random.Next(2)}", indexWidth, width)
        : _random.Next(3) switch
        {
            0 => store.Choice(Truth(depth - 1), Array(indexWidth, width, depth - 1), Array(indexWidth, width, depth - 1)),
            _ => store.Store(Array(indexWidth, width, depth - 1), Word(indexWidth, depth - 1), Word(width, depth - 1)),
        };

    /// <summary>Values for all unknowns of a term.</summary>
    public Model Model(params Term[] terms)
    {
        Model model = new();
        foreach (Term variable in TermWalk.Variables(terms))
        {
            if (variable.Kind == TermKind.Variable)
                model.Set(variable.Name, Number(Math.Max(variable.Width, 1)));
            for (uint i = 0; variable.IsArray && i < 16; i++)
                model.Set(variable.Name, i, Number(variable.Width));
        }
        return model;
    }

    /// <summary>A number of a width, often small, large, or near a power of two.</summary>
    public UInt128 Number(int width) => Bits.Mask(width) & _random.Next(7) switch
    {
        0 => (UInt128)(uint)_random.Next(4),
        1 => UInt128.MaxValue - (UInt128)(uint)_random.Next(3),
        2 => UInt128.One << _random.Next(width),
        3 => (UInt128.One << _random.Next(width)) - 1,
        4 => ((UInt128.One << _random.Next(width)) - 1) << _random.Next(width),
        _ => ((UInt128)(ulong)_random.NextInt64() << 64 ^ ((UInt128)(ulong)_random.NextInt64() << 1)) | (uint)_random.Next(2),
    };

    // Neighbouring slices of one word, put together again, alone or before something else.
    private Term Joined(int width, int depth)
    {
        if (width < 3)
            return Word(width, depth);
        Term whole = Word(64, depth);
        int border = 1 + _random.Next(width - 2), last = 1 + _random.Next(border);
        Term high = store.Extract(whole, width - 1, border), low = store.Extract(whole, border - 1, border - last);
        return border == last
            ? store.Concat(high, low)
            : store.Concat(high, store.Concat(low, Word(border - last, depth)));
    }

    private int Width() => Widths[_random.Next(Widths.Length)];

    private Term Amount(int width, int depth) => _random.Next(3) == 0
        ? Word(width, depth - 1)
        : store.Constant((UInt128)(uint)_random.Next(width + 2), width);

    // Comparisons of one word with itself plus or extended: where comparisons simplify.
    private Term Related(int depth)
    {
        int width = Width();
        Term a = Word(width, depth);
        Term constant = store.Constant(Number(width), width);
        int half = Math.Min(width, 64);
        return _random.Next(11) switch
        {
            0 => store.Equal(store.Add(a, constant), a),
            4 => store.Equal(Truth(depth), Truth(depth)),
            5 => store.Equal(store.ZeroExtend(Word(half, depth), 128), store.ZeroExtend(Word(half, depth), 128)),
            6 => store.Equal(Joined(half, depth), Word(half, depth)),
            7 => store.Or(store.Equal(a, constant), store.Less(a, constant)),
            8 => store.Equal(store.Add(a, store.Subtract(constant, a)), Word(width, depth)),
            9 => store.All([Truth(depth), Truth(depth), Truth(depth)]),
            10 => store.Any([Truth(depth), Truth(depth), Truth(depth)]),
            1 => store.Or(store.Less(a, constant), store.Equal(a, constant)),
            2 when width < 128 => store.Less(store.ZeroExtend(a, 128), store.Constant(Number(width + 1), 128)),
            _ => store.Less(constant, a),
        };
    }
}
