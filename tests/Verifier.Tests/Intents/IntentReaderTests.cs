using System.Text;
using Verified.Verifier.Intents;

namespace Verified.Verifier.Tests.Intents;

public sealed class IntentReaderTests
{
    private static readonly Policy Labels = PolicyText.Read(PolicyText.Short(["Dom0: a b", "A: a", "B: b"]));

    [Fact]
    public void Every_property_is_read_with_its_line()
    {
        Intent intent = Read("""
            {
              "coalitions": {"one": ["A"],
                             "two": ["B"]},
              "trusted": ["Dom0"],
              "mustShare": [["A", "A"]],
              "neverTogether": [["A", "B"], ["B", "A"]]
            }
            """);
        Assert.Equal(["one", "two"], intent.Coalitions.Select(coalition => coalition.Name));
        Assert.Equal(new LabelUse(2, new("i.json", 3)), intent.Coalitions[1].Labels[0]);
        Assert.Equal(new LabelUse(0, new("i.json", 4)), intent.Trusted[0]);
        Assert.Equal(new LabelPair(1, 1, new("i.json", 5)), intent.MustShare[0]);
        Assert.Equal(2, intent.NeverTogether.Length);
    }

    [Fact]
    public void Every_property_may_be_left_out() => Assert.Empty(Read("{}").Coalitions);

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Empty(Read("\uFEFF{}").Trusted);

    [Theory]
    [InlineData("", "i.json:1: not well-formed JSON")]
    [InlineData("[]", "i.json:1: expected an object")]
    [InlineData("{", "i.json:1: not well-formed JSON")]
    [InlineData("{} x", "i.json:1: not well-formed JSON")]
    [InlineData("{\n\"coalition\": {}}", "i.json:2: unknown property 'coalition'")]
    [InlineData("{\"trusted\": [],\n\"trusted\": []}", "i.json:2: 'trusted' stands twice")]
    [InlineData("{\"trusted\": [\n\"C\"]}", "i.json:2: 'C' is no VM label of p.xml")]
    [InlineData("{\"trusted\": \"A\"}", "i.json:1: expected a list of labels")]
    [InlineData("{\"trusted\": [1]}", "i.json:1: expected the name of a label")]
    [InlineData("{\"trusted\": [\"A\", \"A\"]}", "i.json:1: label 'A' is trusted, and trusted already")]
    [InlineData("{\"trusted\": [\"A\"], \"coalitions\": {\"x\": [\"A\"]}}", "i.json:1: label 'A' is trusted, and in coalition 'x' already")]
    [InlineData("{\"coalitions\": {\"x\": [\"A\"], \"y\": [\"A\"]}}", "i.json:1: label 'A' is in coalition 'y', and in coalition 'x' already")]
    [InlineData("{\"coalitions\": {\"x\": [], \"x\": []}}", "i.json:1: coalition 'x' stands twice")]
    [InlineData("{\"coalitions\": {\"\": []}}", "i.json:1: coalition '' is empty")]
    [InlineData("{\"coalitions\": [\"A\"]}", "i.json:1: expected an object")]
    [InlineData("{\"mustShare\": [\"A\", \"B\"]}", "i.json:1: expected a pair [a, b]")]
    [InlineData("{\"mustShare\": [[\"A\"]]}", "i.json:1: a pair has two labels, not 1")]
    [InlineData("{\"mustShare\": [[\"A\", \"B\", \"A\"]]}", "i.json:1: a pair has two labels, not 3")]
    [InlineData("{\"mustShare\": [[[[[[[[[[[\"A\"]]]]]]]]]]]}", "i.json:1: ")]
    [InlineData("{\"trusted\": [\"\\ud800\"]}", "i.json:1: ")]
    public void A_broken_intent_is_refused_at_its_line(string json, string refusal)
    {
        InputException error = Assert.Throws<InputException>(() => Read(json));
        Assert.StartsWith(refusal, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_trusted_label_on_the_command_line_joins_those_of_the_file()
    {
        Intent intent = IntentReader.WithTrusted(Read("{\"trusted\": [\"Dom0\"]}"), ["Dom0", "A"], Labels);
        Assert.Equal([0, 1], intent.Trusted.Select(use => use.Label));
    }

    [Fact]
    public void An_unknown_trusted_label_on_the_command_line_is_refused() =>
        Assert.Equal("--trusted: 'X' is no VM label of p.xml; correct the name",
            Assert.Throws<InputException>(() => IntentReader.WithTrusted(Intent.None, ["X"], Labels)).Message);

    private static Intent Read(string json) => IntentReader.Parse(Encoding.UTF8.GetBytes(json), "i.json", Labels);
}
