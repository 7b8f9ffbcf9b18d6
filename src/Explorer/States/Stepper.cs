using Verified.Explorer.Checks;
using Verified.Explorer.Search;
using Verified.Kernel;
using Verified.Traces;

namespace Verified.Explorer.States;

/// <summary>One thread that makes steps of the real handlers, and looks at each.</summary>
/// <param name="model">The system.</param>
/// <param name="scratch">The thread's kernel.</param>
internal sealed class Stepper(KernelModel model, Scratch scratch) : IStepper
{
    private readonly Step[] _steps = [.. model.Steps];
    private readonly byte[] _record = new byte[model.RecordLength];
    private readonly ulong[] _outputs = new ulong[4];
    private readonly Checker? _checker = model.HasOracle ? new(scratch, model.Learns) : null;
    private readonly WithoutMemory? _withoutMemory = model.KeepsDecisions ? null : new(scratch);
    private uint _changed;
    private uint _next;
    private bool _moved;

    /// <summary>Makes the kernel's state the one of a record.</summary>
    public void Begin(ReadOnlySpan<byte> record)
    {
        scratch.Unpack(record);
        _checker?.Begin(isAnother: true);
    }

    /// <inheritdoc/>
    public void Expand(ReadOnlySpan<byte> record, Successors successors)
    {
        Begin(record);
        if ((PolicyRules.WhatFails(ref scratch.Host.State) ?? _checker?.WhatFails()) is { } wrong)
        {
            successors.Violate(Violation.InState, wrong.Kind, wrong.What);
            return;
        }

        Successors.Mark mark = successors.Marked;
        if (TryAll(successors)) return;

        // Some step changed what seldom changes: it is looked at after every step from now on.
        successors.GoBack(mark);
        scratch.CompareAll();
        scratch.Undo();
        _checker?.Begin(isAnother: true);
        TryAll(successors);
    }

    /// <summary>Makes a step without a check, and adds the calls of which it is made; the result.</summary>
    public long Run(Step step, List<TraceStep> calls)
    {
        ref State s = ref scratch.Host.State;
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
            _next = scratch.Host.State.NextDomain;
            scratch.Next(id);
            _checker?.Begin(isAnother: true);
        }

        Wrong? wrong = step.Sequence is null ? RunCall(step) : RunSequence(step);
        return wrong is null && _changed != 0 && !model.KeepsDecisions
            ? RememberedDecisions.WhatIsStale(ref scratch.Host.State)
            : wrong;
    }

    // False when it cannot be told what the steps changed, because not everything was compared.
    private bool TryAll(Successors successors)
    {
        for (int number = 0; number < _steps.Length; number++)
        {
            if (_steps[number].MayRun(ref scratch.Host.State) && !Make(number, _steps[number], successors)) return false;
        }

        return scratch.IsRestAsBefore();
    }

    private bool Make(int number, Step step, Successors successors)
    {
        Wrong? wrong = Judge(step);
        if (step.Next is not null) Forget();
        if (_changed == 0 && wrong is null)
        {
            successors.Stay(1);
            _checker?.Begin(isAnother: false);
            if (_moved) scratch.ClearContents();
            return true;
        }

        if (!scratch.IsRestAsBefore()) return false;
        if (wrong is { } violation) successors.Violate(number, violation.Kind, violation.What);
        else if (!scratch.TryPack(_record)) successors.LeaveOut();
        else if (scratch.WasPacked) successors.Stay(1);
        else successors.Reach(number, _record);

        scratch.Undo();
        if (_moved) scratch.ClearContents();
        _checker?.Begin(isAnother: false);
        return true;
    }

    // The id that was to be next was the step's own.
    private void Forget()
    {
        scratch.Next(_next);
        _checker?.Begin(isAnother: true);
    }

    private Wrong? RunCall(Step step)
    {
        ref State s = ref scratch.Host.State;
        if (step.IsSpecified) _checker?.Specify(step.Name, step.Arguments);
        uint before = Remembered(ref s);
        long result = step.Run(ref s, step.Arguments, _outputs);
        _moved = step.MovesContents && result >= 0;
        bool remembered = Remembered(ref s) != before;
        _changed = scratch.WhatChanged();
        if (result < 0 && _changed != 0 && model.FailsAtomically)
            return new($"failure of {step.Name}", $"{step.Name} failed ({result}) and changed the state");
        if (step.MovesData && PolicyRules.WhatFlowed(ref s, step, result) is { } flow) return flow;
        if (step.IsSpecified && _checker?.Compare(result, _outputs, _changed == 0) is { } wrong) return wrong;
        if (result >= 0) scratch.TakeEvents();
        return remembered ? _withoutMemory?.WhatDiffers(step, result, _changed != 0) : null;
    }

    // How many questions were answered by what is remembered.
    private static uint Remembered(ref State s) =>
        s.Log.ChannelQuestions - s.Log.ChannelDecisions + s.Log.GrantQuestions - s.Log.GrantDecisions;

    private Wrong? RunSequence(Step step)
    {
        ref State s = ref scratch.Host.State;
        long result = 0;
        _moved = false;
        for (int made = 0; step.Sequence!(ref s, made, result) is { } call; made++)
        {
            _checker?.Specify(call.Name, call.Arguments);
            result = call.Run(ref s, call.Arguments, _outputs);
            if (_checker?.Compare(result, _outputs, isUnchanged: false) is { } wrong)
            {
                _changed = scratch.WhatChanged();
                return wrong;
            }

            _checker?.Proceed();
        }

        _changed = scratch.WhatChanged();
        if (_changed == 0) scratch.TakeEvents();
        return null;
    }
}
