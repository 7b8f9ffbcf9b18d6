using Verified.Kernel;

namespace Verified.Explorer.States;

/// <summary>
/// What a step touched, in runs of 8 bytes (cells), each once, in the order in which they were touched first, with what
/// stood there before the step: the entries of tables and places in memory that the handlers told of (Footprint), what
/// the specification read and what it changes. The words of State that are in no table tell nothing: they always come
/// first. Statistics and the log are the same before every step.
/// </summary>
internal sealed unsafe class Touched : FootprintLog
{
    private const int CellBytes = 8;
    private const int LongRange = 8;

    private static readonly long[] Always = [.. FindAlways()];

    // Where guests' words stand in a frame: the rest of a long range is one place, which must be clear.
    private static readonly HashSet<long> KnownWords = [.. FindKnownWords()];

    private readonly Host _host;
    private readonly Scratch _scratch;
    private readonly long _firstOfState;
    private readonly nint _memory;
    private readonly List<(long Place, ulong Value)> _cells = [];
    private readonly int[] _stamps;
    private int _stamp;

    /// <summary>Nothing yet.</summary>
    /// <param name="scratch">The thread's kernel.</param>
    public Touched(Scratch scratch)
        : base(scratch.Host.StateAddress, StateLayout.Size)
    {
        (_scratch, _host) = (scratch, scratch.Host);
        (_firstOfState, _memory) = (_host.PlaceOfCell(_host.StateAddress), _host.MemoryAddress);
        _stamps = new int[MemoryCells];
    }

    private static int MemoryCells => Limits.Frames * Host.FrameBytes / CellBytes;

    /// <summary>The cells, by their places (<see cref="Host.Cell"/>).</summary>
    public IReadOnlyList<(long Place, ulong Value)> Cells => _cells;

    /// <summary>Whether all that the step depends on is among them.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>A step begins.</summary>
    public void Start()
    {
        _cells.Clear();
        Clear();
        _stamp++;
        IsWhole = true;
        foreach (long cell in Always) AddState((int)cell * CellBytes, CellBytes);
    }

    /// <summary>What the kernel touches from now on counts.</summary>
    public void Listen() => Footprint.Log = this;

    /// <summary>What is touched from now on does not count: it is the explorer that looks.</summary>
    public static void StopListening() => Footprint.Log = null;

    /// <summary>The step depends on something that is not among the cells.</summary>
    public void Spoil() => IsWhole = false;

    /// <summary>Whether 8 bytes of memory are among them.</summary>
    public bool HasMemory(int offset) =>
        _stamps[offset / CellBytes] == _stamp;

    /// <summary>Adds bytes of memory.</summary>
    public void AddMemory(long offset, int length)
    {
        if (length == 0) return;
        long first = offset / CellBytes, end = (offset + length + CellBytes - 1) / CellBytes;
        bool isShort = end - first <= LongRange;
        for (long cell = first; cell < end; cell++)
        {
            if (isShort || KnownWords.Contains(cell % (Host.FrameBytes / CellBytes))) AddMemory(cell);
            else cell = AddClear(cell, end);
        }
    }

    /// <summary>Adds places as <see cref="Host.ReadAt"/> names them.</summary>
    public void Add(ReadOnlySpan<long> places)
    {
        foreach (long place in places) Add(place);
    }

    /// <summary>Adds a place as <see cref="Host.ReadAt"/> names it.</summary>
    public void Add(long place)
    {
        if (Host.IsInMemory(place)) AddMemory(place >> 8, (int)(place & 15));
        else AddState((int)(place >> 8), (int)(place & 15));
    }

    /// <inheritdoc/>
    public override void AddMemory(nint address, int bytes)
    {
        bool isInFrames = address >= _memory && address + bytes <= _memory + (nint)MemoryCells * CellBytes;
        if (isInFrames) AddMemory((long)(address - _memory), bytes);
        else Spoil();
    }

    /// <inheritdoc/>
    protected override void AddCell(int cell)
    {
        fixed (byte* before = _scratch.Before) _cells.Add((_firstOfState + cell, ((ulong*)before)[cell]));
    }

    /// <inheritdoc/>
    protected override void AddElsewhere() => Spoil();

    // Whoever writes tells so before: what stands there now stood there when the step began.
    private void AddMemory(long cell)
    {
        if (_stamps[cell] == _stamp) return;
        _stamps[cell] = _stamp;
        long place = _host.PlaceOfCell(_memory) + cell;
        _cells.Add((place, _host.Cell(place)));
    }

    // From a cell to the next known word, or to the end; the last cell of them.
    private long AddClear(long cell, long end)
    {
        long last = cell;
        while (last + 1 < end && !KnownWords.Contains((last + 1) % (Host.FrameBytes / CellBytes))) last++;
        long place = Host.PlaceOfRun(_host.PlaceOfCell(_memory) + cell, last - cell + 1);
        for (long c = cell; c <= last; c++) _stamps[c] = _stamp;
        ulong value = _host.Cell(place);
        if (value != 0) Spoil();
        _cells.Add((place, value));
        return last;
    }

    private static IEnumerable<long> FindAlways() =>
        FootprintParts.Of(typeof(State))
            .Select(part => (First: part.Offset / CellBytes, Last: (part.Offset + part.Length - 1) / CellBytes))
            .SelectMany(part => Enumerable.Range(part.First, part.Last - part.First + 1))
            .Where(cell => !Regions.IsLeftCell[cell])
            .Select(cell => (long)cell)
            .Distinct();

    private static IEnumerable<long> FindKnownWords() =>
        Enumerable.Range(0, Limits.GrantReferences).Select(r => (long)r)
            .Append((int)Spec.VcpuInfo.Selector / CellBytes)
            .Append((int)Spec.SharedInfo.Pending / CellBytes)
            .Append((int)Spec.SharedInfo.Mask / CellBytes)
            .Append(0);
}
