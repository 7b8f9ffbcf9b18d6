using Verified.Symbolic.Terms;
using Verified.Symbolic.X86;

namespace Verified.Symbolic.Memory;

/// <summary>The part of an access that falls into one field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Index">The index into its array, or null if the field is there once.</param>
/// <param name="First">The first byte of the field.</param>
/// <param name="Bytes">How many bytes of the field.</param>
internal readonly record struct TablePiece(TableField Field, Term? Index, int First, int Bytes);

/// <summary>
/// Finds the field and the indices that an offset in a region means. Sound whatever it picks: offset = field's offset
/// + sum of stride * index holds as an equation, and that each index is below its count is required.
/// </summary>
internal sealed class TableAddress(RegionLayout layout)
{
    /// <summary>The fields that an access covers, from the lowest byte up.</summary>
    public IReadOnlyList<TablePiece> Resolve(MachineState state, Term offset, int bytes)
    {
        LinearForm form = state.Store.Linear(offset);
        List<TablePiece> pieces = [];
        for (int done = 0; done < bytes; done += pieces[^1].Bytes)
        {
            Walk walk = new(state.Store, (long)(ulong)form.Constant + done, form.Atoms);
            if (!walk.Into(layout.Root, ""))
                throw new LiftException(state.Rip, $"no field at offset {offset} (byte {done} of {bytes}) of the region");
            TableField field = layout[walk.Name];
            int size = Math.Min((field.Width / 8) - walk.Rest, bytes - done);
            pieces.Add(new(field, Index(state, walk), walk.Rest, size));
        }
        return pieces;
    }

    // The index into the field's array, each part bounded on its own where it can be.
    private static Term? Index(MachineState state, Walk walk)
    {
        TermStore t = state.Store;
        Term? index = null;
        for (int i = 0; i < walk.Indices.Count; i++)
        {
            IndexPart part = walk.Indices[i];
            Term value = part.Value;
            int count = part.Count;
            // A number below the product of two counts, as for a table that code walks as if it had one index.
            if (IsFlat(state, walk, i))
            {
                count *= walk.Indices[i + 1].Count;
                value = t.Add(t.Multiply(value, t.Constant((UInt128)walk.Indices[i + 1].Count, 64)), walk.Indices[i + 1].Value);
                i++;
            }
            Term bound = t.Less(value, t.Constant((UInt128)count, 64));
            state.Run.Require(state, ObligationKind.InBounds, bound, $"index of {walk.Name} below {count}");
            Term low = t.Extract(value, System.Numerics.BitOperations.Log2((uint)count) - 1, 0);
            index = index is null ? low : t.Concat(index, low);
        }
        return index;
    }

    private static bool IsFlat(MachineState state, Walk walk, int i)
    {
        if (i + 1 >= walk.Indices.Count)
            return false;
        IndexPart row = walk.Indices[i], column = walk.Indices[i + 1];
        return row.Value.IsConstant && !column.Value.IsConstant
            && row.Stride == column.Stride * (ulong)column.Count
            && state.Path.Maximum(column.Value) >= (UInt128)column.Count;
    }

    private readonly record struct IndexPart(Term Value, int Count, ulong Stride);

    /// <summary>One descent through the layout.</summary>
    private sealed class Walk(TermStore store, long constant, IReadOnlyList<LinearAtom> atoms)
    {
        private long _constant = constant;
        private IReadOnlyList<LinearAtom> _atoms = atoms;

        public List<IndexPart> Indices { get; } = [];

        public string Name { get; private set; } = "";

        public int Rest => (int)_constant;

        public bool Into(LayoutNode node, string path)
        {
            switch (node)
            {
                case LayoutArray array:
                    return IntoArray(array, path);
                case LayoutStruct structure:
                    return IntoStruct(structure, path);
                default:
                    Name = path;
                    return _atoms.Count == 0 && _constant >= 0 && (ulong)_constant < node.Size;
            }
        }

        private bool IntoArray(LayoutArray array, string path)
        {
            long stride = (long)array.Stride;
            (long quotient, long rest) = (FloorDivide(_constant, stride), _constant - (FloorDivide(_constant, stride) * stride));
            Term index = store.Constant((UInt128)(ulong)quotient, 64);
            List<LinearAtom> left = [];
            foreach (LinearAtom atom in _atoms)
            {
                long factor = (long)(ulong)atom.Factor;
                if (factor % stride == 0)
                    index = store.Add(index, store.Multiply(atom.Atom, store.Constant((ulong)(factor / stride), 64)));
                else
                    left.Add(atom);
            }
            if (index.IsConstant && index.Value >= (UInt128)array.Count)
                return false;
            _constant = rest;
            _atoms = left;
            if (array.Count > 1)
                Indices.Add(new(index, array.Count, array.Stride));
            return Into(array.Element, path);
        }

        // The member that holds the constant; with indices left, a later one whose first entries lie above it too.
        private bool IntoStruct(LayoutStruct structure, string path)
        {
            (long start, IReadOnlyList<LinearAtom> left, int indices) = (_constant, _atoms, Indices.Count);
            foreach (LayoutMember member in structure.Members)
            {
                long inside = start - (long)member.Offset;
                if (inside >= (long)member.Node.Size || (inside < 0 && left.Count == 0))
                    continue;
                _constant = inside;
                _atoms = left;
                Indices.RemoveRange(indices, Indices.Count - indices);
                if (Into(member.Node, path.Length == 0 ? member.Name : $"{path}.{member.Name}"))
                    return true;
            }
            return false;
        }

        private static long FloorDivide(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);
    }
}
