using System.Numerics;

namespace Verified.Verifier.Policies;

/// <summary>An immutable set of types of one name space; a type is its index there.</summary>
public readonly struct TypeSet : IEquatable<TypeSet>
{
    private readonly ulong[]? _words;

    /// <summary>The set of the given type indices.</summary>
    public TypeSet(IEnumerable<int> types)
    {
        List<ulong> words = [];
        foreach (int type in types)
        {
            while (words.Count <= type / 64)
                words.Add(0);
            words[type / 64] |= 1UL << (type % 64);
        }

        _words = [.. words];
    }

    private TypeSet(ulong[] words) => _words = words;

    /// <summary>Number of types in the set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in Words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    private ReadOnlySpan<ulong> Words => _words;

    /// <summary>Whether a type is in the set.</summary>
    public bool Contains(int type) => type / 64 < Words.Length && (Words[type / 64] >> (type % 64) & 1) != 0;

    /// <summary>Whether the two sets have a type in common.</summary>
    public bool Meets(TypeSet other)
    {
        int common = Math.Min(Words.Length, other.Words.Length);
        for (int i = 0; i < common; i++)
        {
            if ((Words[i] & other.Words[i]) != 0)
                return true;
        }

        return false;
    }

    /// <summary>The types that both sets have.</summary>
    public TypeSet Intersect(TypeSet other)
    {
        ulong[] words = new ulong[Math.Min(Words.Length, other.Words.Length)];
        for (int i = 0; i < words.Length; i++)
            words[i] = Words[i] & other.Words[i];
        return new(words);
    }

    /// <summary>The types that at least one of the sets has.</summary>
    public TypeSet Union(TypeSet other)
    {
        ulong[] words = new ulong[Math.Max(Words.Length, other.Words.Length)];
        Words.CopyTo(words);
        for (int i = 0; i < other.Words.Length; i++)
            words[i] |= other.Words[i];
        return new(words);
    }

    /// <summary>The types in the set, ascending.</summary>
    public IEnumerable<int> Types()
    {
        for (int i = 0; i < (_words?.Length ?? 0); i++)
        {
            for (ulong left = _words![i]; left != 0; left &= left - 1)
                yield return 64 * i + BitOperations.TrailingZeroCount(left);
        }
    }

    /// <summary>Whether both sets have the same types.</summary>
    public bool Equals(TypeSet other) =>
        Words.TrimEnd(0UL).SequenceEqual(other.Words.TrimEnd(0UL));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TypeSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ulong word in Words.TrimEnd(0UL))
            hash.Add(word);
        return hash.ToHashCode();
    }

    /// <summary>Whether both sets have the same types.</summary>
    public static bool operator ==(TypeSet left, TypeSet right) => left.Equals(right);

    /// <summary>Whether the sets differ.</summary>
    public static bool operator !=(TypeSet left, TypeSet right) => !left.Equals(right);
}
