using Verified.Explorer.States;
using Recorded = Verified.Spec.Specification<Verified.Logic.Bit, Verified.Logic.Word, Verified.Explorer.Checks.RecordingTable>;

namespace Verified.Explorer.Checks;

/// <summary>Whether the invariant, the claims and the counts hold in a state, by what they read there.</summary>
internal sealed class LearntSentences
{
    private static readonly Verdict No = new(0), Yes = new(1);

    private readonly Host _host;
    private readonly Recording _recording;
    private readonly Scalars _scalars;
    private readonly Question[] _sentences;
    private readonly (Question Number, Question[] Counted)[] _counts;

    public LearntSentences(Host host, Scalars scalars, Recording recording)
    {
        (_host, _scalars, _recording) = (host, scalars, recording);
        Recorded specification = Recording.Specification;
        _sentences =
        [
            .. specification.Invariant.Concat(specification.Claims).SelectMany(part => Checker.Tuples(part.Indices)
                .Select(at => new Question(s => part.Holds(s, at) is { IsSpecified: true, Value: true } ? Yes : No))),
        ];
        _counts =
        [
            .. specification.Counts.SelectMany(count => Checker.Tuples(count.Keys).Select(key => (
                new Question(s => new(count.Number(s, key).Value)),
                (Question[])[.. Checker.Tuples(count.Counted).Select(at => new Question(
                    s => new(count.Counts(s, key, at) is { IsSpecified: true } counts ? counts.Value : 1)))]))),
        ];
    }

    /// <summary>Whether all of them hold.</summary>
    public bool Hold()
    {
        int scalars = _scalars.NumberOf(_host);
        foreach (Question sentence in _sentences)
            if (Ask(sentence, scalars) == 0) return false;

        foreach ((Question number, Question[] counted) in _counts)
        {
            ulong sum = 0;
            foreach (Question entry in counted) sum += Ask(entry, scalars);
            if (Ask(number, scalars) != sum) return false;
        }

        return true;
    }

    private ulong Ask(Question question, int scalars)
    {
        AnswerTree<Verdict> tree = question.TreeOf(scalars);
        if (tree.Find(_host) is { } known) return known.Value;
        Verdict verdict = question.Ask(_recording.Start());
        if (_recording.HasRoom) _recording.Learn(tree, verdict);
        return verdict.Value;
    }

    private sealed record Verdict(ulong Value);

    private sealed class Question(Func<Recorded.SystemState, Verdict> ask)
    {
        private readonly List<AnswerTree<Verdict>> _trees = [];

        public Verdict Ask(Recorded.SystemState state) => ask(state);

        public AnswerTree<Verdict> TreeOf(int scalars)
        {
            while (_trees.Count <= scalars) _trees.Add(new());
            return _trees[scalars];
        }
    }
}
