using Verified.Explorer.Configurations;
using Verified.Explorer.Search;
using Verified.Explorer.Steps;
using Verified.Explorer.Traces;
using Verified.Traces;

namespace Verified.Explorer.States;

/// <summary>
/// The real handlers as a system to explore: its states are the kernel's tables and the words of the guests' shared
/// pages, its steps the calls that domains make and what they write into their own pages.
/// </summary>
internal sealed class KernelModel : ISystem
{
    private readonly RowTable[] _rows;
    private readonly Configuration _configuration;

    /// <summary>A model.</summary>
    /// <param name="configuration">What is explored.</param>
    /// <param name="handlers">The handlers, by the specification's names.</param>
    /// <param name="oracle">Whether every step is compared with the specification's, every state with the invariant.</param>
    public KernelModel(Configuration configuration, IReadOnlyDictionary<string, Handler> handlers, bool oracle)
    {
        (_configuration, Handlers, HasOracle, LearnsSteps) = (configuration, handlers, oracle, oracle);
        _rows = [.. Groups.Lengths.Select(length => new RowTable(length))];
        Steps = StepTable.All(configuration, handlers);
    }

    private KernelModel(KernelModel like)
    {
        (_configuration, Handlers, HasOracle, _rows) = (like._configuration, like.Handlers, like.HasOracle, like._rows);
        Steps = like.Steps;
    }

    private bool Reduces { get; init; } = true;

    /// <summary>The handlers, by the specification's names.</summary>
    internal IReadOnlyDictionary<string, Handler> Handlers { get; }

    /// <summary>Whether every step is compared with the specification's.</summary>
    internal bool HasOracle { get; }

    /// <summary>Whether the specification is asked only what it has not said before; a test may say no.</summary>
    internal bool Learns { get; init; } = true;

    /// <summary>
    /// Whether a step is not made again where all that it touched is as it was. A handler alone is made as quickly as
    /// that is found out, so without the specification it is not done unless a test says so.
    /// </summary>
    internal bool LearnsSteps { get; init; }

    /// <summary>One in so many of the steps that are recalled is made again, and must do the same.</summary>
    internal int MakesAgainOneIn { get; init; } = 997;

    /// <summary>Whether remembered decisions are part of a state.</summary>
    internal bool KeepsDecisions => _configuration.KeepsDecisions || !Reduces;

    /// <summary>The profile's name in traces.</summary>
    public string Profile { get; init; } = Trace.OwnProfile;

    /// <summary>Whether a call that fails must leave the state as it was: the product's rule, not that of long ago.</summary>
    public bool FailsAtomically { get; init; } = true;

    /// <summary>Every step, by number.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <inheritdoc/>
    public int RecordLength => Groups.Count * sizeof(int);

    /// <inheritdoc/>
    public int StepCount => Steps.Count;

    /// <inheritdoc/>
    public long Bytes => _rows.Sum(rows => rows.Bytes);

    /// <inheritdoc/>
    public byte[] Initial()
    {
        byte[] record = new byte[RecordLength];
        if (!NewScratch(Reduces).TryPack(record))
            throw new ConfigurationException("the state in which everything starts is beyond the bound on things");
        return record;
    }

    /// <inheritdoc/>
    public IStepper NewStepper() => new Stepper(this, NewScratch(Reduces), LearnsSteps && (Learns || !HasOracle));

    /// <inheritdoc/>
    public IReadOnlyList<MadeStep> Replay(IReadOnlyList<int> steps) => Way.Make(this, steps).Made;

    /// <inheritdoc/>
    public Trace Record(IReadOnlyList<int> steps, string about) =>
        TraceStart.Of(_configuration, Profile, about) with { Steps = Way.Make(this, steps).Calls };

    /// <summary>The name of a domain's label.</summary>
    internal string LabelOf(Host host, int domain) =>
        _configuration.Policies[0].Labels[Verified.Kernel.Label.Of(ref host.State, (uint)domain) - 1].Name;

    /// <summary>The same system, in which every state is one of its own: to see what the reductions do.</summary>
    internal KernelModel Unreduced() => new(this) { Reduces = false, FailsAtomically = FailsAtomically, LearnsSteps = LearnsSteps, MakesAgainOneIn = MakesAgainOneIn };

    /// <summary>The record of the state that stands for another's.</summary>
    /// <param name="record">A record, reduced or not.</param>
    internal byte[] Reduced(ReadOnlySpan<byte> record)
    {
        Scratch scratch = NewScratch(reduces: true);
        scratch.Unpack(record);
        byte[] reduced = new byte[RecordLength];
        scratch.TryPack(reduced);
        return reduced;
    }

    /// <summary>A kernel of the system's.</summary>
    internal Scratch NewScratch(bool reduces) => new(_rows, _configuration, reduces);
}
