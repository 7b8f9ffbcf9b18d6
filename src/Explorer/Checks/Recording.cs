using Verified.Explorer.States;
using Verified.Logic;
using Verified.Spec;
using Recorded = Verified.Spec.Specification<Verified.Logic.Bit, Verified.Logic.Word, Verified.Explorer.Checks.RecordingTable>;

namespace Verified.Explorer.Checks;

/// <summary>The specification's computing instance on tables that tell what is read of them.</summary>
internal sealed class Recording
{
    /// <summary>More places than this are not kept: what is asked beyond is computed each time.</summary>
    private const int MostPlaces = 6_000_000;

    private readonly Host _host;
    private readonly RecordingTable[] _tables;
    private int _places;

    public Recording(Host host)
    {
        _host = host;
        Recorder = new(host);
        _tables = [.. Fields.All.Select((_, number) => new RecordingTable(Recorder, number))];
    }

    /// <summary>The specification.</summary>
    public static Recorded Specification { get; } = new(Sizes.Tiny);

    /// <summary>What was read.</summary>
    public Recorder Recorder { get; }

    /// <summary>Whether there is room for more answers.</summary>
    public bool HasRoom => _places < MostPlaces;

    /// <summary>The state that the kernel stands in; what is read of it is recorded from now on.</summary>
    public Recorded.SystemState Start()
    {
        Recorder.Start();
        int table = 0;
        return new(_ => Next(), field => Word.Constant(_host.Read(field), field.Width));

        // The tables are asked for in the order of the fields, those without indices left out.
        RecordingTable Next()
        {
            while (Fields.All[table].Dimensions.Count == 0) table++;
            return _tables[table++];
        }
    }

    /// <summary>Keeps an answer that what was recorded since the start leads to.</summary>
    public void Learn<T>(AnswerTree<T> tree, T answer)
        where T : class => _places += tree.Learn(Recorder.Reads, answer);
}
