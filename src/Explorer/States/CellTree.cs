namespace Verified.Explorer.States;

/// <summary>
/// What is known of a function of the state, by the cells that it depends on: like
/// <see cref="Checks.AnswerTree{T}"/>, for what is asked hundreds of times in every state. The function depends on cells
/// in an order that only depends on what stood in those before, so that states which agree in all of them come to the
/// same leaf.
/// </summary>
/// <typeparam name="T">What is known.</typeparam>
internal sealed class CellTree<T>
    where T : class
{
    private const int Few = 6;

    private Node? _root;

    /// <summary>What is known in the state that a kernel stands in, or null.</summary>
    public T? Find(Host host)
    {
        Node? node = _root;
        while (node is not null)
        {
            long[] places = node.Places;
            ulong[] values = node.Values;
            for (int i = 0; i < places.Length && i < values.Length; i++)
                if (host.Cell(places[i]) != values[i]) return null;
            if (node.Known is { } known) return known;
            node = node.Next(host.Cell(node.Branch));
        }

        return null;
    }

    /// <summary>Keeps what is known where these cells have these values.</summary>
    /// <param name="cells">The cells, in order.</param>
    /// <param name="known">What is known.</param>
    /// <returns>How many cells had to be kept.</returns>
    public int Learn(IReadOnlyList<(long Place, ulong Value)> cells, T known)
    {
        if (_root is null)
        {
            _root = Node.Leaf(cells, 0, known);
            return cells.Count;
        }

        Node node = _root;
        for (int at = 0; ;)
        {
            int same = 0;
            while (same < node.Places.Length && at + same < cells.Count && node.Values[same] == cells[at + same].Value) same++;
            if (same < node.Places.Length)
            {
                if (at + same >= cells.Count) return 0;
                node.Split(same);
            }

            at += same;

            // The same way to the end: it is known already.
            if (node.Known is not null || at >= cells.Count) return 0;
            if (node.Next(cells[at].Value) is not { } next)
            {
                node.Add(cells[at].Value, Node.Leaf(cells, at + 1, known));
                return cells.Count - at;
            }

            (node, at) = (next, at + 1);
        }
    }

    // Cells in which all states that come here have the same values; then one in which they differ, or what is known.
    private sealed class Node
    {
        private ulong[] _keys = [];
        private Node[] _next = [];
        private Dictionary<ulong, Node>? _many;

        public required long[] Places { get; set; }

        public required ulong[] Values { get; set; }

        public long Branch { get; private set; }

        public T? Known { get; private set; }

        public static Node Leaf(IReadOnlyList<(long Place, ulong Value)> cells, int from, T known) => new()
        {
            Places = [.. cells.Skip(from).Select(cell => cell.Place)],
            Values = [.. cells.Skip(from).Select(cell => cell.Value)],
            Known = known,
        };

        public Node? Next(ulong value)
        {
            if (_many is not null) return _many.GetValueOrDefault(value);
            ulong[] keys = _keys;
            for (int i = 0; i < keys.Length; i++)
                if (keys[i] == value) return _next[i];
            return null;
        }

        public void Add(ulong value, Node next)
        {
            if (_many is null && _keys.Length == Few)
            {
                _many = [];
                for (int i = 0; i < Few; i++) _many.Add(_keys[i], _next[i]);
                (_keys, _next) = ([], []);
            }

            if (_many is not null) _many.Add(value, next);
            else (_keys, _next) = ([.. _keys, value], [.. _next, next]);
        }

        public void Split(int at)
        {
            var rest = new Node
            {
                Places = Places[(at + 1)..],
                Values = Values[(at + 1)..],
                Branch = Branch,
                Known = Known,
                _keys = _keys,
                _next = _next,
                _many = _many,
            };
            (_keys, _next, _many) = ([Values[at]], [rest], null);
            (Branch, Known) = (Places[at], null);
            (Places, Values) = (Places[..at], Values[..at]);
        }
    }
}
