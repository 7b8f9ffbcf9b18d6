namespace Verified;

/// <summary>
/// The cells (8 bytes each) of a State that were touched since the start of a step, each once, in order. Whoever keeps
/// more than that is told of what is not seen here.
/// </summary>
/// <param name="state">Where the State starts.</param>
/// <param name="length">Its bytes.</param>
public abstract unsafe class FootprintLog(nint state, int length)
{
    private const int CellShift = 3;

    private readonly int[] _stamps = new int[(length >> CellShift) + 1];
    private int _stamp;

    /// <summary>Whether a cell was touched.</summary>
    public bool HasState(int cell) => _stamps[cell] == _stamp;

    /// <summary>Bytes in the State or elsewhere.</summary>
    public void Add(nint address, int bytes)
    {
        nint offset = address - state;
        if (offset < 0 || offset + bytes > length)
        {
            AddElsewhere();
            return;
        }

        AddState((int)offset, bytes);
    }

    /// <summary>Bytes of the State.</summary>
    public void AddState(int offset, int bytes)
    {
        int last = (offset + bytes - 1) >> CellShift;
        for (int cell = offset >> CellShift; cell <= last; cell++)
        {
            if (_stamps[cell] == _stamp) continue;
            _stamps[cell] = _stamp;
            AddCell(cell);
        }
    }

    /// <summary>Bytes of guest memory.</summary>
    public abstract void AddMemory(nint address, int bytes);

    /// <summary>A cell of the State that was not touched before.</summary>
    protected abstract void AddCell(int cell);

    /// <summary>An entry of a table that is no part of the State.</summary>
    protected abstract void AddElsewhere();

    /// <summary>Nothing was touched.</summary>
    protected void Clear() => _stamp++;
}
