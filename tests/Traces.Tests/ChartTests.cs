using System.Xml.Linq;
using Verified.Traces.Charts;

namespace Verified.Traces.Tests;

public sealed class ChartTests
{
    [Fact]
    public void A_text_chart_has_a_lifeline_for_each_domain_and_a_row_for_each_step()
    {
        string expected = """
                 SystemManagement[0]
                 |         Order[1]
                 |         |         Ads[2]
                 |         |         |
               1 |<--------o         |  alloc_unbound(dom SELF, remote_dom 0) = 1
               2 o-------->|         |  bind_interdomain(remote_dom 1, remote_port 1)
               3 |         o         |  writes 0x200020001 at its grant entry 3
               4 |         o         |  writes 0xffffffffffffffff at offset 4088 of its frame 3
            !  5 |         |x--------o  alloc_unbound(dom SELF, remote_dom 1) = -13 denied
               6 *         *         *  Vcpus.Run[1] becomes 0
               7 *         *         *  commit_change()

            """;
        string[] lines = TextChart.Write(Chart.Of(Examples.Everything, fault: 4)).Split('\n');
        Assert.Equal(expected.ReplaceLineEndings("\n").Split('\n'), lines);
    }

    [Fact]
    public void A_picture_is_well_formed_whatever_the_names_are_and_has_every_step()
    {
        Trace trace = Examples.Everything with
        {
            Policy = new() { Labels = [new("<a & \"b\">", [], [])] },
            Domains = [new("<a & \"b\">", 1, 1, true, null)],
        };
        XDocument picture = XDocument.Parse(SvgChart.Write(Chart.Of(trace)));
        string[] texts = [.. picture.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.Contains("<a & \"b\">[0]", texts);
        Assert.All(trace.Steps, step => Assert.Contains(StepText.Of(step), texts));
    }
}
