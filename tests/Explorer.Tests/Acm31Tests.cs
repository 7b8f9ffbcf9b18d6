extern alias acm;

using acm::Verified.Explorer.Acm31;
using Verified.Explorer.Configurations;
using Verified.Explorer.Search;

namespace Verified.Explorer.Tests;

/// <summary>The defects of the system as it was (design/policy.md, D1 to D3).</summary>
public sealed class Acm31Tests
{
    [Fact]
    public void The_defects_of_the_old_system_are_found_each_with_a_shortest_trace()
    {
        ISystem system = new Acm31Profile().Prepare(Defaults.Acm31, oracle: false);
        SearchResult result = new BreadthFirst(system, Bounds.None with { Violations = 3 }, 2)
            .Run(null, TestContext.Current.CancellationToken);
        string[] Trace(string kind) =>
            [.. system.Replay(result.Violations.Single(v => v.Violation.Kind == kind).Trace).Select(s => s.Operation)];

        Assert.Equal(["relabeldoms", "write_grant_entry", "copy"], Trace("flow by copy"));
        Assert.Equal(["create_domain"], Trace("conflict set"));
        Assert.Equal(["alloc_unbound", "bind_interdomain", "relabeldoms", "bind_interdomain"], Trace("channel"));
    }

    [Fact]
    public void The_product_has_none_of_them_as_far_as_they_are_from_the_start()
    {
        ISystem system = new Product.ProductProfile().Prepare(Defaults.Acm31, oracle: false);
        SearchResult result = new BreadthFirst(system, Bounds.None with { Depth = 4 }, 2)
            .Run(null, TestContext.Current.CancellationToken);

        Assert.Empty(result.Violations);
        Assert.Equal(End.Depth, result.End);
    }
}
