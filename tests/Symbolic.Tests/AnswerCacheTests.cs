using Verified.Symbolic.Solving;
using Verified.Symbolic.Terms;

namespace Verified.Symbolic.Tests;

/// <summary>Settled answers are kept; anything else is asked again.</summary>
public sealed class AnswerCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verified-cache-").FullName;
    private readonly List<string> _refused = [];
    private readonly Counting _solver = new();
    private readonly TermStore _store = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_proved_claim_is_asked_once()
    {
        Question never = new([_store.False]);

        Answer[] answers = [Ask(never), Ask(never)];

        Assert.All(answers, answer => Assert.Equal(Verdict.Unsatisfiable, answer.Verdict));
        Assert.Equal([false, true], answers.Select(answer => answer.IsKept));
        Assert.Equal(answers[0].Work, answers[1].Work);
        Assert.Equal(1, _solver.Asked);
    }

    [Fact]
    public void A_model_is_kept_with_its_answer()
    {
        Question seven = Equals("a name of words", 7);

        _ = Ask(seven);
        Answer kept = Ask(seven);

        Assert.True(kept.IsKept);
        Assert.Equal((UInt128)7, kept.Model!.Word("a name of words"));
    }

    [Fact]
    public void Another_claim_another_budget_and_another_solver_are_asked()
    {
        _ = Ask(Equals("x", 7));

        Assert.False(Ask(Equals("x", 8)).IsKept);
        Assert.False(Ask(Equals("x", 7), budget: 1_000_001).IsKept);
        Assert.False(new AnswerCache(new Z3Solver(seed: 3), _folder).Check(Equals("x", 7), 1_000_000).IsKept);
    }

    [Fact]
    public void What_is_not_settled_is_not_kept()
    {
        Question hard = Factors();

        Answer[] answers = [Ask(hard, 10_000), Ask(hard, 10_000)];

        Assert.All(answers, answer => Assert.Equal(Verdict.Unknown, answer.Verdict));
        Assert.All(answers, answer => Assert.False(answer.IsKept));
    }

    [Theory]
    [InlineData("unsat", "sat")]
    [InlineData("verified answer 1", "verified answer 0")]
    [InlineData("work", "")]
    public void A_changed_file_is_refused_in_one_line_and_asked_again(string text, string other)
    {
        Question never = new([_store.False]);
        _ = Ask(never);
        string file = Assert.Single(Files());
        File.WriteAllText(file, File.ReadAllText(file).Replace(text, other, StringComparison.Ordinal));

        Assert.False(Ask(never).IsKept);
        Assert.Contains(file, Assert.Single(_refused), StringComparison.Ordinal);
        Assert.True(Ask(never).IsKept);
    }

    [Fact]
    public void Another_questions_answer_is_refused()
    {
        Question never = new([_store.False]);
        _ = Ask(never);
        string file = Assert.Single(Files());
        _ = Ask(Equals("x", 7));
        File.Copy(Files().Single(other => other != file), file, overwrite: true);

        Answer answer = Ask(never);

        Assert.Equal(Verdict.Unsatisfiable, answer.Verdict);
        Assert.False(answer.IsKept);
        Assert.Single(_refused);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        Question never = new([_store.False]);
        _ = Ask(never);
        File.WriteAllText(Assert.Single(Files()), "");

        Assert.False(Ask(never).IsKept);
        Assert.Single(_refused);
    }

    private Answer Ask(Question question, ulong budget = 1_000_000) =>
        new AnswerCache(_solver, _folder, _refused.Add).Check(question, budget);

    private Question Equals(string name, uint value) =>
        new([_store.Equal(_store.Variable(name, 32), _store.Constant(value, 32))]);

    private Question Factors()
    {
        Term x = _store.ZeroExtend(_store.Variable("x", 32), 64), y = _store.ZeroExtend(_store.Variable("y", 32), 64);
        return new([
            _store.Equal(_store.Multiply(x, y), _store.Constant(4294967291ul * 4294967279, 64)),
            _store.Less(_store.Constant(1, 64), x),
            _store.Less(x, y),
        ]);
    }

    private string[] Files() => Directory.GetFiles(_folder, "*.answer", SearchOption.AllDirectories);

    private sealed class Counting : ISolver
    {
        private readonly Z3Solver _solver = new();

        public int Asked { get; private set; }

        public string Name => _solver.Name;

        public Answer Check(Question question, ulong budget)
        {
            Asked++;
            return _solver.Check(question, budget);
        }
    }
}
