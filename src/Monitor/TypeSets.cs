using System.Runtime.CompilerServices;

namespace Verified.Monitor;

/// <summary>The few operations on sets of types that the monitor needs.</summary>
public static class TypeSets
{
    /// <summary>Whether the two sets have a type in common.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Meet(ref TypeSet a, ref TypeSet b) =>
        (a.Word0 & b.Word0) != 0 || (a.Word1 & b.Word1) != 0 || (a.Word2 & b.Word2) != 0 || (a.Word3 & b.Word3) != 0;

    /// <summary>Whether the set has two or more types in common with the union of two others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ManyOfUnion(ref TypeSet set, ref TypeSet a, ref TypeSet b) =>
        Many(
            set.Word0 & (a.Word0 | b.Word0),
            set.Word1 & (a.Word1 | b.Word1),
            set.Word2 & (a.Word2 | b.Word2),
            set.Word3 & (a.Word3 | b.Word3));

    /// <summary>Whether the two sets have two or more types in common.</summary>
    public static bool ManyInCommon(ref TypeSet a, ref TypeSet b) =>
        Many(a.Word0 & b.Word0, a.Word1 & b.Word1, a.Word2 & b.Word2, a.Word3 & b.Word3);

    /// <summary>1 if the set has the type, else 0.</summary>
    /// <param name="set">The set.</param>
    /// <param name="type">A type, 0 to Limits.Types - 1.</param>
    public static uint Bit(ref TypeSet set, int type) => (uint)(Word(ref set, type >> 6) >> (type & 63)) & 1;

    /// <summary>Puts the type into the set.</summary>
    public static void Add(ref TypeSet set, int type) => Word(ref set, type >> 6) |= 1UL << (type & 63);

    /// <summary>Puts the types into the set that two others have in common.</summary>
    public static void AddCommon(ref TypeSet set, ref TypeSet a, ref TypeSet b)
    {
        set.Word0 |= a.Word0 & b.Word0;
        set.Word1 |= a.Word1 & b.Word1;
        set.Word2 |= a.Word2 & b.Word2;
        set.Word3 |= a.Word3 & b.Word3;
    }

    /// <summary>Takes the type out of the set.</summary>
    public static void Remove(ref TypeSet set, int type) => Word(ref set, type >> 6) &= ~(1UL << (type & 63));

    /// <summary>Makes the set empty.</summary>
    public static void Clear(ref TypeSet set)
    {
        set.Word0 = 0;
        set.Word1 = 0;
        set.Word2 = 0;
        set.Word3 = 0;
    }

    /// <summary>Whether the set has no type.</summary>
    public static bool IsEmpty(ref TypeSet set) => (set.Word0 | set.Word1 | set.Word2 | set.Word3) == 0;

    /// <summary>One of the four words of a set.</summary>
    public static ref ulong Word(ref TypeSet set, int word)
    {
        if (word == 0)
            return ref set.Word0;
        if (word == 1)
            return ref set.Word1;
        if (word == 2)
            return ref set.Word2;
        return ref set.Word3;
    }

    /// <summary>
    /// Whether four words hold two or more bits in all; a population count would test a CPU feature word. Word by word
    /// in the specification's manner (TypeSet.HasAtMostOne), so that a proof compares the same questions.
    /// </summary>
    private static bool Many(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        bool few = (Few(w0) && w1 == 0) || (w0 == 0 && Few(w1));
        bool none = w0 == 0 && w1 == 0;
        few = (few && w2 == 0) || (none && Few(w2));
        none = none && w2 == 0;
        few = (few && w3 == 0) || (none && Few(w3));
        return !few;
    }

    /// <summary>Whether a word has at most one bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Few(ulong word) => (word & (word - 1)) == 0;
}
