using Verified.Explorer.Traces;
using Verified.Kernel;
using Verified.Traces;

namespace Verified.Explorer.States;

/// <summary>
/// A way through the states as it is made. The search knows a state by the names that stand for all (Symmetry), so
/// at each step the way goes on from the state that it came to with the step that leads to the state that the search
/// came to: the same step, said in the names of the way.
/// </summary>
internal sealed class Way
{
    private readonly KernelModel _model;
    private readonly Scratch _named;
    private readonly Scratch _own;
    private readonly Stepper _stepOfNamed;
    private readonly Stepper _stepOfOwn;
    private readonly List<MadeStep> _made = [];
    private readonly List<TraceStep> _calls = [];

    private Way(KernelModel model)
    {
        _model = model;
        (_named, _own) = (model.NewScratch(reduces: true), model.NewScratch(reduces: false));
        (_stepOfNamed, _stepOfOwn) = (new(model, _named, learns: false), new(model, _own, learns: false));
    }

    /// <summary>The steps as they are made, and the calls of which they are made.</summary>
    /// <param name="model">The system.</param>
    /// <param name="steps">The steps of the way, as the search counts them.</param>
    public static (List<MadeStep> Made, List<TraceStep> Calls) Make(KernelModel model, IReadOnlyList<int> steps)
    {
        var way = new Way(model);
        byte[] named = model.Initial(), own = new byte[model.RecordLength];
        way._own.TryPack(own);
        foreach (int number in steps)
        {
            Step like = model.Steps[number];
            way._stepOfNamed.Begin(named);
            string? wrong = way._stepOfNamed.Judge(like)?.Kind;
            if (wrong is not null)
            {
                way.GoWrong(own, like, wrong);
                break;
            }

            way._named.TryPack(named);
            way.Go(own, named, like);
        }

        return (way._made, way._calls);
    }

    // A step of the name, the same one before others.
    private IEnumerable<Step> Like(Step like) =>
        _model.Steps.Where(step => step.Name == like.Name).OrderBy(step => ReferenceEquals(step, like) ? 0 : 1);

    private void Go(byte[] own, byte[] next, Step like)
    {
        byte[] record = new byte[own.Length];
        foreach (Step step in Like(like))
        {
            _stepOfOwn.Begin(own);
            if (!step.MayRun(ref _own.Host.State)) continue;
            _stepOfOwn.Run(step, []);
            if (!_own.TryPack(record) || !_model.Reduced(record).AsSpan().SequenceEqual(next)) continue;
            _stepOfOwn.Begin(own);
            Keep(step);
            _own.TryPack(own);
            return;
        }

        throw new InvalidOperationException($"no {like.Name} leads to where the search came");
    }

    private void GoWrong(byte[] own, Step like, string kind)
    {
        if (!_model.KeepsDecisions) Remember(own);
        foreach (Step step in Like(like))
        {
            _stepOfOwn.Begin(own);
            if (!step.MayRun(ref _own.Host.State) || _stepOfOwn.Judge(step)?.Kind != kind) continue;
            _stepOfOwn.Begin(own);
            Keep(step);
            return;
        }

        throw new InvalidOperationException($"no {like.Name} goes wrong as the search found: {kind}");
    }

    // The search goes on from states that remember every decision that would be given (RememberedDecisions).
    private void Remember(byte[] own)
    {
        _stepOfOwn.Begin(own);
        ref State s = ref _own.Host.State;
        Monitor.DecisionTable before = s.Monitor.Decisions;
        RememberedDecisions.Fill(ref s);
        for (int d = 0; d < Limits.Domains; d++)
        {
            if (s.Monitor.Decisions[d] != before[d])
                _calls.Add(new SetStep("Monitor.Decisions", [d], s.Monitor.Decisions[d]));
        }

        _own.TryPack(own);
    }

    private void Keep(Step step)
    {
        string? label = step.Caller is { } d ? _model.LabelOf(_own.Host, d) : null;
        if (step.Next is { } id && id != _own.Host.State.NextDomain)
            _calls.Add(new SetStep(nameof(State.NextDomain), [], id));
        long result = _stepOfOwn.Run(step, _calls);
        _made.Add(new(
            step.Caller, label, step.Name,
            [.. step.ArgumentNames.Zip(step.Arguments).Where(a => a.First != "caller")], result));
    }
}
