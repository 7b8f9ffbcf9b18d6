using Verified.Explorer.States;
using Verified.Logic;
using Verified.Spec;

namespace Verified.Explorer.Checks;

/// <summary>Reads the kernel's entries and words of guest memory, and keeps what was read, each place once, in order.</summary>
/// <param name="host">The kernel.</param>
internal sealed class Recorder(Host host)
{
    private static readonly Place[] Places = [.. Fields.All.Select(StateLayout.Of)];
    private static readonly int[] Widths = [.. Fields.All.Select(field => field.Width)];

    private readonly List<(long Place, ulong Value)> _reads = [];
    private readonly HashSet<long> _seen = [];

    /// <summary>What was read since the start.</summary>
    public IReadOnlyList<(long Place, ulong Value)> Reads => _reads;

    /// <summary>Forgets what was read.</summary>
    public void Start()
    {
        _reads.Clear();
        _seen.Clear();
    }

    /// <summary>An entry of a field, by its number.</summary>
    public Word Read(int field, int cell)
    {
        Place place = Places[field];
        int at = place.At(cell / place.Columns, cell % place.Columns);
        return Word.Constant(ReadAt(Host.PlaceOfState(at, place.Bytes)), Widths[field]);
    }

    /// <summary>Bytes of a frame.</summary>
    public ulong ReadMemory(uint frame, int offset, int bytes) => ReadAt(Host.PlaceOfMemory(frame, offset, bytes));

    /// <summary>The width of a field's entries in bits.</summary>
    public static int Width(int field) => Widths[field];

    /// <summary>How many rows and columns a field has.</summary>
    public static (int Rows, int Columns) Size(int field) => (Places[field].Rows, Places[field].Columns);

    private ulong ReadAt(long place)
    {
        ulong value = host.ReadAt(place);
        if (_seen.Add(place)) _reads.Add((place, value));
        return value;
    }
}
