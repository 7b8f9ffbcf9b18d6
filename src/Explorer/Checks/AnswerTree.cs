using Verified.Explorer.States;

namespace Verified.Explorer.Checks;

/// <summary>
/// Answers of a function of the state, by what the function reads: at each place that it reads next the tree parts by
/// the value that stands there. The function reads in an order that only depends on what it has read before, so
/// states that agree in all that it reads come to the same leaf, and have the same answer.
/// </summary>
/// <typeparam name="T">The answers.</typeparam>
internal sealed class AnswerTree<T>
    where T : class
{
    private Node? _root;

    /// <summary>The answer in the state that a kernel stands in; null when it is not known.</summary>
    /// <param name="host">The kernel.</param>
    /// <param name="touched">Told of every place that was looked at; null for nobody.</param>
    public T? Find(Host host, Touched? touched = null)
    {
        Node? node = _root;
        while (node is not null)
        {
            long[] places = node.Places;
            ulong[] values = node.Values;
            for (int i = 0; i < places.Length; i++)
                if (host.ReadAt(places[i]) != values[i]) return null;
            touched?.Add(places);
            if (node.Children is null) return node.Answer;
            touched?.Add(node.Branch);
            node = node.Next(host.ReadAt(node.Branch));
        }

        return null;
    }

    /// <summary>Keeps an answer.</summary>
    /// <param name="reads">What was read on the way to it, in order.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>How many places had to be kept.</returns>
    public int Learn(IReadOnlyList<(long Place, ulong Value)> reads, T answer)
    {
        if (_root is null)
        {
            _root = Node.Leaf(reads, 0, answer);
            return reads.Count;
        }

        Node node = _root;
        for (int at = 0; ;)
        {
            int same = 0;
            while (same < node.Places.Length && at + same < reads.Count && node.Values[same] == reads[at + same].Value) same++;
            if (same < node.Places.Length)
            {
                if (at + same >= reads.Count) return 0;
                node.Split(same);
            }

            at += same;

            // The same way to the end: the answer is known already.
            if (node.Children is null || at >= reads.Count) return 0;
            if (node.Next(reads[at].Value) is not { } next)
            {
                node.Children.Add(reads[at].Value, Node.Leaf(reads, at + 1, answer));
                return reads.Count - at;
            }

            (node, at) = (next, at + 1);
        }
    }

    // Places at which all states that come here have the same values; then a place at which they part, or the answer.
    private sealed class Node
    {
        public required long[] Places { get; set; }

        public required ulong[] Values { get; set; }

        public long Branch { get; set; }

        public Dictionary<ulong, Node>? Children { get; set; }

        public T? Answer { get; set; }

        public static Node Leaf(IReadOnlyList<(long Place, ulong Value)> reads, int from, T answer) => new()
        {
            Places = [.. reads.Skip(from).Select(read => read.Place)],
            Values = [.. reads.Skip(from).Select(read => read.Value)],
            Answer = answer,
        };

        public Node? Next(ulong value) => Children!.GetValueOrDefault(value);

        public void Split(int at)
        {
            var rest = new Node
            {
                Places = Places[(at + 1)..],
                Values = Values[(at + 1)..],
                Branch = Branch,
                Children = Children,
                Answer = Answer,
            };
            (Children, Branch, Answer) = (new() { [Values[at]] = rest }, Places[at], null);
            (Places, Values) = (Places[..at], Values[..at]);
        }
    }
}
