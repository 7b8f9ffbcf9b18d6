using Verified.Explorer.Checks;
using Verified.Explorer.Configurations;
using Verified.Explorer.Search;
using Verified.Explorer.Steps;
using Verified.Explorer.Traces;
using Verified.Kernel;
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
    private readonly IReadOnlyDictionary<string, Handler> _handlers;
    private readonly bool _oracle;

    /// <summary>A model.</summary>
    /// <param name="configuration">What is explored.</param>
    /// <param name="handlers">The handlers, by the specification's names.</param>
    /// <param name="oracle">Whether every step is compared with the specification's, every state with the invariant.</param>
    public KernelModel(Configuration configuration, IReadOnlyDictionary<string, Handler> handlers, bool oracle)
    {
        (_configuration, _handlers, _oracle) = (configuration, handlers, oracle);
        _rows = [.. Groups.Lengths.Select(length => new RowTable(length))];
        Steps = StepTable.All(configuration, handlers);
    }

    private KernelModel(KernelModel like)
    {
        (_configuration, _handlers, _oracle, _rows) = (like._configuration, like._handlers, like._oracle, like._rows);
        Steps = like.Steps;
    }

    private bool Reduces { get; init; } = true;

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
        if (!NewScratch().TryPack(record))
            throw new ConfigurationException("the state in which everything starts is beyond the bound on things");
        return record;
    }

    /// <inheritdoc/>
    public IStepper NewStepper() => new Stepper(this, NewScratch());

    /// <inheritdoc/>
    public IReadOnlyList<MadeStep> Replay(IReadOnlyList<int> steps) => Replay(steps, []);

    /// <inheritdoc/>
    public Trace Record(IReadOnlyList<int> steps, string about)
    {
        var recorded = new List<TraceStep>();
        Replay(steps, recorded);
        return TraceStart.Of(_configuration, Profile, about) with { Steps = recorded };
    }

    private List<MadeStep> Replay(IReadOnlyList<int> steps, List<TraceStep> calls)
    {
        Scratch scratch = NewScratch();
        byte[] record = Initial();
        var made = new List<MadeStep>();
        foreach (int number in steps)
        {
            scratch.Unpack(record);
            Step step = Steps[number];
            string? label = step.Caller is { } d ? LabelOf(scratch.Host, d) : null;
            made.Add(new(
                step.Caller,
                label,
                step.Name,
                [.. step.ArgumentNames.Zip(step.Arguments).Where(a => a.First != "caller")],
                new Stepper(this, scratch).Run(step, calls)));
            scratch.TryPack(record);
        }

        return made;
    }

    private string LabelOf(Host host, int domain) =>
        _configuration.Policies[0].Labels[Verified.Kernel.Label.Of(ref host.State, (uint)domain) - 1].Name;

    /// <summary>The same system, in which every state is one of its own: to see what the reductions do.</summary>
    internal KernelModel Unreduced() => new(this) { Reduces = false, FailsAtomically = FailsAtomically };

    /// <summary>The record of the state that stands for another's.</summary>
    /// <param name="record">A record, reduced or not.</param>
    internal byte[] Reduced(ReadOnlySpan<byte> record)
    {
        Scratch scratch = NewScratch();
        scratch.Unpack(record);
        byte[] reduced = new byte[RecordLength];
        scratch.TryPack(reduced);
        return reduced;
    }

    private Scratch NewScratch() => new(_rows, _configuration) { Reduces = Reduces };

    private sealed class Stepper(KernelModel model, Scratch scratch) : IStepper
    {
        private readonly byte[] _record = new byte[model.RecordLength];
        private readonly ulong[] _outputs = new ulong[4];
        private readonly Checker? _checker = model._oracle ? new(scratch) : null;

        public void Expand(ReadOnlySpan<byte> record, Successors successors)
        {
            scratch.Unpack(record);
            _checker?.Begin(isAnother: true);
            if ((PolicyRules.WhatFails(ref scratch.Host.State) ?? _checker?.WhatFails()) is { } wrong)
            {
                successors.Violate(Violation.InState, wrong.Kind, wrong.What);
                return;
            }

            for (int number = 0; number < model.Steps.Count; number++)
            {
                Step step = model.Steps[number];
                if (step.MayRun(ref scratch.Host.State)) Make(number, step, successors);
            }
        }

        /// <summary>Makes a step without a check, and adds the calls of which it is made; the result.</summary>
        public long Run(Step step, List<TraceStep> calls)
        {
            ref State s = ref scratch.Host.State;
            long result = 0;
            if (step.Sequence is null)
            {
                result = step.Run(ref s, step.Arguments, _outputs);
                calls.AddRange(step.Writes.Count > 0
                    ? step.Writes
                    : [new CallStep(step.Name, step.Arguments, result)]);
                return result;
            }

            for (int made = 0; step.Sequence(ref s, made, result) is { } call; made++)
            {
                result = model._handlers[call.Name](ref s, call.Arguments, _outputs);
                calls.Add(new CallStep(call.Name, call.Arguments, result));
            }

            return result;
        }

        private void Make(int number, Step step, Successors successors)
        {
            Wrong? wrong = step.Sequence is null ? RunCall(step) : RunSequence(step);
            bool isUnchanged = scratch.IsUnchanged();
            if (isUnchanged && wrong is null)
            {
                successors.Stay(1);
                _checker?.Begin(isAnother: false);
                if (step.MovesContents) scratch.ClearContents();
                return;
            }

            if (wrong is { } violation) successors.Violate(number, violation.Kind, violation.What);
            else if (scratch.TryPack(_record)) successors.Reach(number, _record);
            else successors.LeaveOut();

            scratch.Undo();
            if (step.MovesContents) scratch.ClearContents();
            _checker?.Begin(isAnother: false);
        }

        private Wrong? RunCall(Step step)
        {
            ref State s = ref scratch.Host.State;
            if (step.IsSpecified) _checker?.Specify(step.Name, step.Arguments);
            long result = step.Run(ref s, step.Arguments, _outputs);
            Wrong? flow = PolicyRules.WhatFlowed(ref s, step, result);
            bool isUnchanged = scratch.IsUnchanged();
            if (flow is null && model.FailsAtomically && result < 0 && !isUnchanged)
                return new($"failure of {step.Name}", $"{step.Name} failed ({result}) and changed the state");
            return flow ?? (step.IsSpecified ? _checker?.Compare(result, _outputs, isUnchanged) : null);
        }

        private Wrong? RunSequence(Step step)
        {
            ref State s = ref scratch.Host.State;
            long result = 0;
            for (int made = 0; step.Sequence!(ref s, made, result) is { } call; made++)
            {
                _checker?.Specify(call.Name, call.Arguments);
                result = model._handlers[call.Name](ref s, call.Arguments, _outputs);
                if (_checker?.Compare(result, _outputs, isUnchanged: false) is { } wrong) return wrong;
                _checker?.Proceed();
            }

            return null;
        }
    }
}
