using Verified.Calls;
using Verified.Explorer.Configurations;
using Verified.Explorer.Search;
using Verified.Explorer.States;
using Verified.Kernel;

namespace Verified.Explorer.Tests;

/// <summary>Steps that are not made again where all that they touched is as it was.</summary>
public sealed class LearntStepsTests
{
    private static readonly Configuration Two = Defaults.Product with
    {
        AtOnce = 2,
        Domains = ["trusted", "red"],
        Frames = 4,
        Hostile = false,
    };

    private static readonly Configuration Pair = Two with
    {
        AtOnce = 3,
        Operations = ["alloc_unbound", "bind_interdomain", "close", "send", "map_grant_ref", "unmap_grant_ref"],
    };

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Steps_that_are_not_made_again_lead_to_the_states_that_they_lead_to_when_they_are(bool oracle, bool keepsEvents)
    {
        Configuration configuration = (oracle ? Pair : Two) with { KeepsEvents = keepsEvents, AtOnce = 2 };
        SearchResult made = Search(configuration, oracle, learns: false);
        SearchResult learnt = Search(configuration, oracle, learns: true);

        Assert.Empty(learnt.Violations);
        Assert.Equal(End.Complete, learnt.End);
        Assert.Equal(made.Levels, learnt.Levels);
        Assert.Equal(made.Figures.Transitions, learnt.Figures.Transitions);
        Assert.Equal(made.Figures.Cut, learnt.Figures.Cut);
        Assert.True(made.Figures.States > 100, $"{made.Figures.States} states");
    }

    [Fact]
    public void Every_step_that_was_learnt_does_the_same_when_it_is_made_again()
    {
        Configuration configuration = Two with { AtOnce = 2, Hostile = true, Domains = ["trusted", "red", "blue"], Frames = 6 };
        var model = new KernelModel(configuration, Handlers.All, oracle: false) { LearnsSteps = true, MakesAgainOneIn = 1 };
        SearchResult result = new BreadthFirst(model, Bounds.None with { States = 3000 }, 2)
            .Run(null, TestContext.Current.CancellationToken);

        Assert.Empty(result.Violations);
        Assert.Equal(End.States, result.End);
    }

    [Fact]
    public void Without_symmetry_and_with_the_decision_cache_they_do_too()
    {
        Configuration configuration = Pair with { AtOnce = 2, HasSymmetry = false, KeepsDecisions = true };
        SearchResult made = Search(configuration, oracle: false, learns: false);
        SearchResult learnt = Search(configuration, oracle: false, learns: true);

        Assert.Equal(made.Levels, learnt.Levels);
        Assert.Equal(made.Figures.Transitions, learnt.Figures.Transitions);
        Assert.Equal(made.Figures.Cut, learnt.Figures.Cut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_that_goes_wrong_in_one_far_state_only_is_found_there(bool learns)
    {
        // Right until the other domain has two ports and the caller has a handle.
        var handlers = new Dictionary<string, Handler>(Handlers.All)
        {
            ["send"] = (ref s, a, o) =>
            {
                long result = Handlers.All["send"](ref s, a, o);
                if (a[0] == 1 && s.Ports[0][2].State != PortState.Free && s.Mappings[1][0].Used == HandleUse.Mapped)
                    s.Vcpus[1].UpcallVector = 0x20;
                return result;
            },
        };
        var model = new KernelModel(Pair with { AtOnce = 4 }, handlers, oracle: false) { LearnsSteps = learns };
        SearchResult result = new BreadthFirst(model, Bounds.None, 1).Run(null, TestContext.Current.CancellationToken);

        FoundViolation found = Assert.Single(result.Violations);
        Assert.Equal("failure of send", found.Violation.Kind);
        Assert.Equal(5, found.Trace.Count);
    }

    [Fact]
    public void A_handler_that_depends_on_what_it_does_not_touch_is_found_when_a_step_is_made_again()
    {
        int calls = 0;
        var handlers = new Dictionary<string, Handler>(Handlers.All)
        {
            ["close"] = (ref s, a, o) => ++calls > 30 ? -1 : Handlers.All["close"](ref s, a, o),
        };
        var model = new KernelModel(Pair, handlers, oracle: false) { LearnsSteps = true, MakesAgainOneIn = 1 };
        AggregateException thrown = Assert.Throws<AggregateException>(
            () => new BreadthFirst(model, Bounds.None, 1).Run(null, TestContext.Current.CancellationToken));

        Assert.StartsWith("close was learnt wrongly", thrown.InnerException!.Message, StringComparison.Ordinal);
    }

    private static SearchResult Search(Configuration configuration, bool oracle, bool learns)
    {
        var model = new KernelModel(configuration, Handlers.All, oracle) { LearnsSteps = learns };
        return new BreadthFirst(model, Bounds.None, 2).Run(null, TestContext.Current.CancellationToken);
    }
}
