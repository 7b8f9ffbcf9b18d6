using System.Text;
using Verified.Traces.Reading;

namespace Verified.Traces.Tests;

public sealed class BadTraceTests
{
    private const string Head = "{\"format\":\"verified-trace 1\",\n\"sizes\":\"small\",\n";

    public static TheoryData<string, string> Bad => new()
    {
        { "", "t.json:1: the file is empty; " },
        { "{", "t.json:1: not well-formed JSON; " },
        { "[]", "t.json:1: an object { ... } is expected here; " },
        { "{}\n{}", "t.json:2: not well-formed JSON; " },
        { "{\n\"steps\": [],\n\"steps\": []}", "t.json:3: 'steps' stands twice; " },
        { "{\"format\":\n\"verified-trace 9\"}", "t.json:2: this is not a trace of a known format; " },
        { "{\"format\":\"verified-trace 1\",\"steps\":[]}", "t.json:1: 'sizes' is missing; " },
        { Head + "\"step\":[]}", "t.json:3: 'step' is not known here; " },
        { Head + "\"steps\":[\n{\"call\":\"nothing\"}]}", "t.json:4: no operation is called 'nothing'; " },
        { Head + "\"steps\":[\n{\"call\":\"send\"}]}", "t.json:4: the arguments of send are missing; they are caller, port" },
        { Head + "\"steps\":[\n{\"call\":\"send\",\"arguments\":{\"caller\":1}}]}", "t.json:4: 'port' is missing; " },
        {
            Head + "\"steps\":[{\"call\":\"send\",\"arguments\":\n{\"caller\":1,\"port\":2,\n\"prot\":3}}]}",
            "t.json:5: 'prot' is not known here; "
        },
        {
            Head + "\"steps\":[{\"call\":\"send\",\"arguments\":{\"caller\":-1,\"port\":2}}]}",
            "t.json:3: a whole number from 0 to 2^64 - 1 is expected here; "
        },
        { Head + "\"steps\":[{\"write\":\"disk\",\"domain\":0,\"offset\":0,\"value\":0}]}", "t.json:3: a domain has no such memory; " },
        { Head + "\"steps\":[{\"write\":\"frame\",\"domain\":0,\"offset\":0,\"value\":0}]}", "t.json:3: a write to a frame, and no other, has 'gfn'; " },
        { Head + "\"steps\":[{\"write\":\"grant_table\",\"domain\":0,\"offset\":4,\"value\":0}]}", "t.json:3: an offset is a multiple of 8; " },
        { Head + "\"steps\":[{\"set\":\"Ports.State\",\"at\":[1],\"value\":0}]}", "t.json:3: Ports.State has 2 indices, not 1; " },
        { Head + "\"steps\":[{\"set\":\"Ports.State\",\"at\":[1,2],\"value\":256}]}", "t.json:3: Ports.State has 8 bits; " },
        { Head + "\"steps\":[{\"set\":\"Port\",\"value\":0}]}", "t.json:3: no table has a field 'Port'; " },
        { Head + "\"domains\":[{\"label\":\"a\",\"ram\":1,\"maximum\":1}],\"steps\":[]}", "t.json:3: a domain needs a policy with its label; " },
        { Head + "\"policy\":{\"bootstrap\":\"a\",\"labels\":[]},\"steps\":[]}", "t.json:3: 'a' is no label of the policy; " },
        { Head + "\"about\":\"a\\nb\",\"steps\":[]}", "t.json:3: a text has a control character; " },
        { Head + "\"steps\":[[[[[[[[[[]]]]]]]]]]}", "t.json:3: not well-formed JSON; " },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_no_trace_is_refused_in_one_line_with_its_place(string text, string start)
    {
        TraceException refused =
            Assert.Throws<TraceException>(() => TraceReader.Parse(Encoding.UTF8.GetBytes(text), "t.json"));
        Assert.StartsWith(start, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void However_a_trace_is_damaged_it_is_read_or_refused_in_one_line()
    {
        byte[] whole = TraceWriter.Write(Examples.Everything);
        Random random = new(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. whole];
            for (int n = random.Next(1, 4); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}[]\",:0-x1"[random.Next(11)]);
            try
            {
                TraceReader.Parse(damaged.AsSpan(0, random.Next(5) == 0 ? random.Next(damaged.Length) : damaged.Length), "t.json");
            }
            catch (TraceException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }
}
