using Verified.Explorer.Checks;
using Verified.Explorer.Search;
using Verified.Kernel;
using Verified.Traces;

namespace Verified.Explorer.States;

/// <summary>One thread that makes steps of the real handlers, and looks at each.</summary>
internal sealed class Stepper : IStepper
{
    private readonly KernelModel _model;
    private readonly Scratch _scratch;
    private readonly Step[] _steps;
    private readonly byte[] _record;
    private readonly ulong[] _outputs = new ulong[4];
    private readonly Touched? _touched;
    private readonly Checker? _checker;
    private readonly WithoutMemory? _withoutMemory;
    private readonly LearntStepper? _learnt;
    private uint _changed;
    private uint _next;
    private bool _moved;

    /// <summary>A thread of a search.</summary>
    /// <param name="model">The system.</param>
    /// <param name="scratch">The thread's kernel.</param>
    /// <param name="learns">Whether a step is not made again where all that it touched is as it was.</param>
    public Stepper(KernelModel model, Scratch scratch, bool learns)
    {
        (_model, _scratch, _steps, _record) = (model, scratch, [.. model.Steps], new byte[model.RecordLength]);
        if (learns)
        {
            _touched = new(scratch);
            _learnt = new(scratch, _touched, _steps.Length, model.MakesAgainOneIn);
            scratch.CompareAll();
        }

        if (model.HasOracle) _checker = new(scratch, model.Learns, _touched);
        if (!model.KeepsDecisions) _withoutMemory = new(scratch, _touched);
    }

    /// <summary>Makes the kernel's state the one of a record.</summary>
    public void Begin(ReadOnlySpan<byte> record)
    {
        _scratch.Unpack(record);
        _checker?.Begin(isAnother: true);
    }

    /// <inheritdoc/>
    public void Expand(ReadOnlySpan<byte> record, Successors successors)
    {
        Begin(record);
        if ((PolicyRules.WhatFails(ref _scratch.Host.State) ?? _checker?.WhatFails()) is { } wrong)
        {
            successors.Violate(Violation.InState, wrong.Kind, wrong.What);
            return;
        }

        Successors.Mark mark = successors.Marked;
        if (TryAll(successors)) return;

        // Some step changed what seldom changes: it is looked at after every step from now on.
        successors.GoBack(mark);
        _scratch.CompareAll();
        _scratch.Undo();
        _checker?.Begin(isAnother: true);
        TryAll(successors);
    }

    /// <summary>Makes a step without a check, and adds the calls of which it is made; the result.</summary>
    public long Run(Step step, List<TraceStep> calls)
    {
        ref State s = ref _scratch.Host.State;
        long result = 0;
        if (step.Next is { } id) s.NextDomain = id;
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
            result = call.Run(ref s, call.Arguments, _outputs);
            calls.Add(new CallStep(call.Name, call.Arguments, result));
        }

        return result;
    }

    /// <summary>Makes a step from the state that was unpacked; what is wrong with it, or null.</summary>
    public Wrong? Judge(Step step)
    {
        if (step.Next is { } id)
        {
            _next = _scratch.Host.State.NextDomain;
            _scratch.Next(id);
            _checker?.Begin(isAnother: true);
        }

        Wrong? wrong = step.Sequence is null ? RunCall(step) : RunSequence(step);
        return wrong is null && _changed != 0 && !_model.KeepsDecisions && _scratch.MayBeStale()
            ? WhatIsStale()
            : wrong;
    }

    private Wrong? WhatIsStale()
    {
        _touched?.Listen();
        Wrong? stale = RememberedDecisions.WhatIsStale(ref _scratch.Host.State);
        Touched.StopListening();
        return stale;
    }

    // False when it cannot be told what the steps changed, because not everything was compared.
    private bool TryAll(Successors successors)
    {
        for (int number = 0; number < _steps.Length; number++)
        {
            Step step = _steps[number];
            if (!step.MayRun(ref _scratch.Host.State)) continue;
            if (_learnt is not null) MakeOrRecall(number, step, successors);
            else if (!Make(number, step, successors)) return false;
        }

        return _scratch.IsRestAsBefore();
    }

    // Some of the steps that are recalled are made all the same, and must do what they are said to do.
    private void MakeOrRecall(int number, Step step, Successors successors)
    {
        if (_learnt!.Find(number) is not { } outcome)
        {
            Make(number, step, successors);
            return;
        }

        if (_learnt.IsToBeMadeAgain && WhatDiffersFrom(outcome, step) is { } difference)
            throw new InvalidOperationException($"{step.Name} was learnt wrongly: {difference}");
        _learnt.Follow(number, outcome, successors, _record);
    }

    private string? WhatDiffersFrom(Outcome outcome, Step step)
    {
        _scratch.ClearLog();
        Wrong? wrong = Judge(step);
        if (step.Next is not null) Forget();
        string? difference = wrong is { } violation ? violation.What : _learnt!.WhatDiffers(outcome);
        _scratch.Undo();
        if (_moved) _scratch.ClearContents();
        _checker?.Begin(isAnother: false);
        return difference;
    }

    private bool Make(int number, Step step, Successors successors)
    {
        if (_learnt is not null) _scratch.ClearLog();
        _touched?.Start();
        Wrong? wrong = Judge(step);
        if (step.Next is not null) Forget();
        if (wrong is null) _learnt?.Learn(number);
        if (_changed == 0 && wrong is null)
        {
            successors.Stay(1);
            _checker?.Begin(isAnother: false);
            if (_moved) _scratch.ClearContents();
            return true;
        }

        if (!_scratch.IsRestAsBefore()) return false;
        if (wrong is { } violation) successors.Violate(number, violation.Kind, violation.What);
        else if (!_scratch.TryPack(_record)) successors.LeaveOut();
        else if (_scratch.WasPacked) successors.Stay(1);
        else successors.Reach(number, _record);

        _scratch.Undo();
        if (_moved) _scratch.ClearContents();
        _checker?.Begin(isAnother: false);
        return true;
    }

    // The id that was to be next was the step's own.
    private void Forget()
    {
        _scratch.Next(_next);
        _checker?.Begin(isAnother: true);
    }

    private Wrong? RunCall(Step step)
    {
        ref State s = ref _scratch.Host.State;
        if (step.IsSpecified) _checker?.Specify(step.Name, step.Arguments);
        uint before = Remembered(ref s);
        _touched?.Listen();
        long result = step.Run(ref s, step.Arguments, _outputs);
        Wrong? flow = step.MovesData ? PolicyRules.WhatFlowed(ref s, step, result) : null;
        Touched.StopListening();
        _moved = step.MovesContents && result >= 0;
        bool remembered = Remembered(ref s) != before;
        _changed = _scratch.WhatChanged();
        if (result < 0 && _changed != 0 && _model.FailsAtomically)
            return new($"failure of {step.Name}", $"{step.Name} failed ({result}) and changed the state");
        if (flow is not null) return flow;
        if (step.IsSpecified && _checker?.Compare(result, _outputs, _changed == 0) is { } wrong) return wrong;
        if (result >= 0) _scratch.TakeEvents();
        return remembered ? _withoutMemory?.WhatDiffers(step, result, _changed != 0) : null;
    }

    // How many questions were answered by what is remembered.
    private static uint Remembered(ref State s) =>
        s.Log.ChannelQuestions - s.Log.ChannelDecisions + s.Log.GrantQuestions - s.Log.GrantDecisions;

    private Wrong? RunSequence(Step step)
    {
        ref State s = ref _scratch.Host.State;
        long result = 0;
        _moved = false;
        for (int made = 0; Next(step, made, result) is { } call; made++)
        {
            _checker?.Specify(call.Name, call.Arguments);
            _touched?.Listen();
            result = call.Run(ref s, call.Arguments, _outputs);
            Touched.StopListening();
            if (_checker?.Compare(result, _outputs, isUnchanged: false) is { } wrong)
            {
                _changed = _scratch.WhatChanged();
                return wrong;
            }

            _checker?.Proceed();
        }

        _changed = _scratch.WhatChanged();
        if (_changed == 0) _scratch.TakeEvents();
        return null;
    }

    private Call? Next(Step step, int made, long last)
    {
        _touched?.Listen();
        Call? next = step.Sequence!(ref _scratch.Host.State, made, last);
        Touched.StopListening();
        return next;
    }
}
