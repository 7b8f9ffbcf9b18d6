using Verified.Spec;

namespace Verified.Replay;

/// <summary>
/// The kernel's state in the specification's words, kept up step by step: only what the kernel or the specification
/// has changed is looked at again.
/// </summary>
internal sealed class Mirror
{
    private const int ChangesBetweenRenewals = 64;

    private static readonly Field[] All = [.. Fields.All];
    private static readonly int LeafNumber = Layout.NumberOf(Leaves.Leaf);

    private readonly KernelHost _host;
    private readonly byte[] _bytes;
    private readonly List<(int Domain, int Gfn)> _changedLeaves = [];
    private int _changes;

    /// <summary>A mirror of the kernel as it stands.</summary>
    public Mirror(KernelHost host)
    {
        (_host, _bytes) = (host, new byte[Layout.Size]);
        _host.Bytes.CopyTo(_bytes);
        State = new(_host.Table, field => Word.Constant(_host.Read(field), field.Width));
    }

    /// <summary>The specification of these sizes.</summary>
    public Specification Specification { get; } = new(Build.Sizes);

    /// <summary>The kernel's state after the last step.</summary>
    public Specification.SystemState State { get; private set; }

    /// <summary>The leaves that the last step changed.</summary>
    public IReadOnlyList<(int Domain, int Gfn)> ChangedLeaves => _changedLeaves;

    /// <summary>Takes the kernel as it stands.</summary>
    public void Resume()
    {
        _host.Bytes.CopyTo(_bytes);
        Renew();
    }

    /// <summary>The kernel's entry of a flush that a domain owed was cleared.</summary>
    public void FlushWasMade(int domain)
    {
        Place place = Layout.Places[Layout.NumberOf(Domains.FlushOwed)];
        int at = place.At(domain, 0);
        _host.Bytes.Slice(at, place.Bytes).CopyTo(_bytes.AsSpan(at));
        State = State.With(Domains.FlushOwed, Index(domain), Index(0));
    }

    /// <summary>
    /// After a step: the first entry that the kernel left other than specified; null when there is none. What was
    /// specified is then the state.
    /// </summary>
    public string? Advance(Specification.SystemState specified)
    {
        if (_changedLeaves.Count > 0) _changedLeaves.Clear();
        bool hasChanged = false;
        ReadOnlySpan<byte> now = _host.Bytes;
        for (int i = 0; i < All.Length; i++)
        {
            Place place = Layout.Places[i];
            bool isSame = SameBytes(now, place);
            if (isSame && IsUntouched(specified, All[i])) continue;
            if (Difference(specified, i, place) is { } difference) return difference;
            hasChanged |= !isSame;
            if (!isSame && i == LeafNumber) FindChangedLeaves();
        }

        if (!hasChanged) return null;
        now.CopyTo(_bytes);
        State = specified;
        if (++_changes % ChangesBetweenRenewals == 0) Renew();
        return null;
    }

    private bool IsUntouched(Specification.SystemState specified, Field field) =>
        field.Dimensions.Count > 0
            ? ReferenceEquals(specified.Table(field), State.Table(field))
            : specified.Word(field).Equals(State.Word(field));

    private bool SameBytes(ReadOnlySpan<byte> now, Place place)
    {
        int length = place.End - place.Offset;
        return now.Slice(place.Offset, length).SequenceEqual(_bytes.AsSpan(place.Offset, length));
    }

    private string? Difference(Specification.SystemState specified, int number, Place place)
    {
        Field field = All[number];
        if (field.Dimensions.Count == 0)
            return Compare(specified.Word(field), field, 0, 0, place);
        Table table = specified.Table(field);
        for (int row = 0; row < place.Rows; row++)
        {
            for (int column = 0; column < place.Columns; column++)
            {
                Word entry = field.Dimensions.Count == 1 ? table[Index(row)] : table[Index(row), Index(column)];
                if (Compare(entry, field, row, column, place) is { } difference) return difference;
            }
        }

        return null;
    }

    private string? Compare(Word specified, Field field, int row, int column, Place place)
    {
        ulong actual = _host.Read(place, row, column);
        if (specified.Value == actual) return null;
        string at = field.Dimensions.Count switch { 0 => "", 1 => $"[{row}]", _ => $"[{row}, {column}]" };
        return $"{field.Path}{at} is {actual:x}, specified {specified.Value:x}";
    }

    private void FindChangedLeaves()
    {
        Table before = State.Table(Leaves.Leaf);
        Place place = Layout.Places[LeafNumber];
        for (int domain = 0; domain < place.Rows; domain++)
        {
            for (int gfn = 0; gfn < place.Columns; gfn++)
            {
                if (before[Index(domain), Index(gfn)].Value != _host.Read(place, domain, gfn))
                    _changedLeaves.Add((domain, gfn));
            }
        }
    }

    // The specification's tables remember every change: from time to time they are made anew.
    private void Renew() => State = new(_host.Table, field => Word.Constant(_host.Read(field), field.Width));

    private static Word Index(int i) => Word.Constant((ulong)i, 64);
}
