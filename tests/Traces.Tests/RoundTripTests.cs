using System.Text;
using Verified.Traces.Reading;

namespace Verified.Traces.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void A_trace_that_is_written_and_read_again_is_written_the_same()
    {
        byte[] written = TraceWriter.Write(Examples.Everything);
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(TraceWriter.Write(TraceReader.Parse(written, "t.json"))));
    }

    [Fact]
    public void Every_part_of_a_trace_is_read_as_it_was_written()
    {
        Trace read = TraceReader.Parse(TraceWriter.Write(Examples.Everything), "t.json");
        Assert.Equivalent(Examples.Everything, read, strict: true);
    }

    [Fact]
    public void A_step_is_a_line_of_the_text()
    {
        string text = Encoding.UTF8.GetString(TraceWriter.Write(Examples.Everything));
        Assert.Contains(
            "\n    {\"call\":\"alloc_unbound\",\"arguments\":{\"caller\":1,\"dom\":\"0x7ff0\",\"remote_dom\":0},\"result\":1},\n",
            text,
            StringComparison.Ordinal);
    }
}
