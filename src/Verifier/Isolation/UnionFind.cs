namespace Verified.Verifier.Isolation;

/// <summary>Disjoint sets of the numbers below a bound, with path halving and union by size.</summary>
internal sealed class UnionFind(int count)
{
    private readonly int[] _parent = [.. Enumerable.Range(0, count)];
    private readonly int[] _size = [.. Enumerable.Repeat(1, count)];

    /// <summary>The representative of an element's set.</summary>
    public int Find(int element)
    {
        while (_parent[element] != element)
        {
            _parent[element] = _parent[_parent[element]];
            element = _parent[element];
        }

        return element;
    }

    /// <summary>Joins the sets of two elements.</summary>
    public void Join(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        if (a == b)
            return;
        if (_size[a] < _size[b])
            (a, b) = (b, a);
        _parent[b] = a;
        _size[a] += _size[b];
    }
}
