namespace Verified.Symbolic.Terms;

/// <summary>A word as constant + sum of factor * atom, modulo 2^width; atoms in the order of their numbers.</summary>
/// <param name="Constant">The constant part.</param>
/// <param name="Atoms">Distinct atoms with non-zero factors.</param>
public sealed record LinearForm(UInt128 Constant, IReadOnlyList<LinearAtom> Atoms)
{
    /// <summary>This form plus <paramref name="factor"/> times another, modulo 2^<paramref name="width"/>.</summary>
    public LinearForm Plus(LinearForm other, UInt128 factor, int width)
    {
        ArgumentNullException.ThrowIfNull(other);
        UInt128 mask = Bits.Mask(width);
        List<LinearAtom> atoms = new(Atoms.Count + other.Atoms.Count);
        int i = 0, j = 0;
        while (i < Atoms.Count || j < other.Atoms.Count)
        {
            bool left = j == other.Atoms.Count || (i < Atoms.Count && Atoms[i].Atom.Id <= other.Atoms[j].Atom.Id);
            bool right = i == Atoms.Count || (j < other.Atoms.Count && other.Atoms[j].Atom.Id <= Atoms[i].Atom.Id);
            Term atom = left ? Atoms[i].Atom : other.Atoms[j].Atom;
            UInt128 sum = ((left ? Atoms[i].Factor : 0) + (right ? other.Atoms[j].Factor * factor : 0)) & mask;
            if (sum != 0)
                atoms.Add(new(atom, sum));
            i += left ? 1 : 0;
            j += right ? 1 : 0;
        }
        return new((Constant + (other.Constant * factor)) & mask, atoms);
    }
}

/// <summary>An atom of a linear form: a word that is no sum, and its factor.</summary>
/// <param name="Atom">The word.</param>
/// <param name="Factor">The factor, 1 to 2^width - 1.</param>
public readonly record struct LinearAtom(Term Atom, UInt128 Factor);
