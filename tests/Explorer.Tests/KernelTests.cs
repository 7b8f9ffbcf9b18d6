using Verified.Calls;
using Verified.Explorer.Configurations;
using Verified.Explorer.Product;
using Verified.Explorer.Search;
using Verified.Explorer.States;
using Verified.Kernel;
using Verified.Traces;

namespace Verified.Explorer.Tests;

/// <summary>The real handlers, in configurations that are quickly seen to the end.</summary>
public sealed class KernelTests
{
    private static readonly string[] Channels = ["alloc_unbound", "bind_interdomain", "close", "send"];
    private static readonly string[] Grants = ["map_grant_ref", "unmap_grant_ref"];

    private static readonly Configuration Pair = Defaults.Product with
    {
        Name = "pair",
        Domains = ["trusted", "red"],
        Frames = 2,
        FramesADomain = 1,
        Operations = Channels,
        AtOnce = 3,
    };

    [Fact]
    public void Nothing_is_wrong_in_any_state_of_the_channels_of_two_domains()
    {
        SearchResult result = Search(Model(Pair, oracle: true), threads: 2);

        Assert.Empty(result.Violations);
        Assert.Equal(End.Complete, result.End);
        Assert.True(result.Figures.States > 50, $"{result.Figures.States} states");
    }

    [Fact]
    public void Nothing_is_wrong_with_grants_changes_and_the_lives_of_domains_when_one_thing_is_in_use()
    {
        Configuration configuration = Defaults.Product with
        {
            AtOnce = 1,
            Domains = ["trusted", "red"],
            Operations = [.. Grants, "alloc_unbound", "close", "create_domain", "destroydomain", "begin_change"],
            Hostile = false,
            KeepsDecisions = true,
            HasSymmetry = false,
        };
        SearchResult result = Search(Model(configuration, oracle: true), threads: 2);

        Assert.Empty(result.Violations);
        Assert.Equal(End.Complete, result.End);
        Assert.True(result.Figures.States > 300, $"{result.Figures.States} states");
    }

    [Fact]
    public void Guests_may_call_between_any_two_steps_of_a_destruction_and_a_change()
    {
        Configuration configuration = Defaults.Product with
        {
            AtOnce = 2,
            Domains = ["trusted", "red"],
            Hostile = false,
            WholeSequences = false,
        };
        SearchResult result = Search(Model(configuration, oracle: true), threads: 2, Bounds.None with { States = 300 });

        Assert.Empty(result.Violations);
        Assert.Equal(End.States, result.End);
    }

    [Fact]
    public void Every_operation_is_tried_and_agrees_with_the_specification_from_the_start()
    {
        Configuration configuration = Defaults.Product with
        {
            Operations = [.. Configuration.KnownOperations],
            WholeSequences = false,
            AtOnce = null,
            KeepsEvents = true,
        };
        KernelModel model = Model(configuration, oracle: true);
        SearchResult result = Search(model, threads: 2, Bounds.None with { Depth = 1 });

        Assert.Empty(result.Violations);
        Assert.Superset(Configuration.KnownOperations.ToHashSet(), model.Steps.Select(step => step.Name).ToHashSet());
    }

    [Fact]
    public void The_outcome_is_the_same_however_many_threads_there_are()
    {
        Configuration configuration = Defaults.Product with { AtOnce = 1, Hostile = false };
        Bounds bounds = Bounds.None with { States = 5000 };
        SearchResult one = Search(Model(configuration, oracle: false), threads: 1, bounds);
        SearchResult three = Search(Model(configuration, oracle: false), threads: 3, bounds);

        Assert.Equal(one.Levels, three.Levels);
        Assert.Equal(one.Figures.Transitions, three.Figures.Transitions);
        Assert.Equal(one.Figures.Cut, three.Figures.Cut);
    }

    [Fact]
    public void A_close_that_forgets_the_other_end_is_found_after_three_steps()
    {
        FoundViolation found = Planted("close", oracle: true, (ref s, a, o) =>
        {
            PortTable ports = s.Ports;
            long result = Handlers.All["close"](ref s, a, o);
            for (int d = 0; d < Limits.Domains; d++)
                if (d != (int)a[0]) s.Ports[d] = ports[d];
            return result;
        });

        Assert.Equal("specification of close", found.Violation.Kind);
        Assert.Equal(3, found.Trace.Count);
    }

    [Fact]
    public void A_failure_that_changes_the_state_is_found_without_the_specification_too()
    {
        FoundViolation found = Planted("close", oracle: false, (ref s, a, o) =>
        {
            long result = Handlers.All["close"](ref s, a, o);
            if (result < 0) s.NextDomain ^= 1;
            return result;
        });

        Assert.Equal("failure of close", found.Violation.Kind);
        Assert.Single(found.Trace);
    }

    [Fact]
    public void A_channel_that_the_policy_does_not_permit_is_told_in_its_words_with_a_shortest_trace()
    {
        Configuration configuration = Pair with
        {
            Domains = ["trusted", "red", "blue"],
            Frames = 3,
            KeepsDecisions = true,
        };
        var handlers = new Dictionary<string, Handler>(Handlers.All)
        {
            ["alloc_unbound"] = Unmediated("alloc_unbound"),
            ["bind_interdomain"] = Unmediated("bind_interdomain"),
        };
        var model = new KernelModel(configuration, handlers, oracle: false);
        FoundViolation found = Assert.Single(Search(model, threads: 2).Violations);

        Assert.Equal("channel", found.Violation.Kind);
        Assert.Equal("domain 1 and domain 2 are joined by a channel, and the policy does not let them share", found.Violation.What);
        Assert.Equal(["alloc_unbound", "bind_interdomain"], model.Replay(found.Trace).Select(step => step.Operation));
        Assert.Equal(["red", "blue"], model.Replay(found.Trace).Select(step => step.Label).Order().Reverse());
    }

    [Theory]
    [InlineData("map_grant_ref", "unmap_grant_ref", "decrease_reservation", "populate_physmap", "begin_change")]
    [InlineData("alloc_unbound", "bind_interdomain", "close", "map_grant_ref", "create_domain", "destroydomain")]
    public void What_is_taken_for_the_same_leaves_out_no_state_and_no_verdict(params string[] operations)
    {
        Configuration configuration = Defaults.Product with
        {
            Domains = ["trusted", "red"],
            Frames = 4,
            Operations = operations,
            AtOnce = 1,
            Hostile = false,
        };
        KernelModel model = Model(configuration, oracle: false);
        var reduced = new BreadthFirst(model, Bounds.None, 2);
        SearchResult small = reduced.Run(null, TestContext.Current.CancellationToken);
        var whole = new BreadthFirst(model.Unreduced(), Bounds.None with { States = 100_000 }, 2);
        SearchResult large = whole.Run(null, TestContext.Current.CancellationToken);

        Assert.Equal(End.Complete, small.End);
        Assert.Equal(End.Complete, large.End);
        Assert.True(large.Figures.States > 2 * small.Figures.States, $"{large.Figures.States} {small.Figures.States}");
        Assert.Equal(
            Enumerable.Range(0, small.Figures.States).Select(i => Convert.ToHexString(reduced.States.Record(i))).ToHashSet(),
            Enumerable.Range(0, large.Figures.States)
                .Select(i => Convert.ToHexString(model.Reduced(whole.States.Record(i)))).ToHashSet());
    }

    [Fact]
    public void A_decision_that_outlives_its_label_is_found_and_its_trace_begins_with_the_decision()
    {
        var handlers = new Dictionary<string, Handler>(Handlers.All)
        {
            ["commit_change"] = (ref s, a, o) =>
            {
                Verified.Monitor.DecisionTable decisions = s.Monitor.Decisions;
                long result = Handlers.All["commit_change"](ref s, a, o);
                s.Monitor.Decisions = decisions;
                return result;
            },
        };
        Configuration configuration = Defaults.Product with { Operations = ["alloc_unbound", "begin_change"], AtOnce = 1 };
        var model = new KernelModel(configuration, handlers, oracle: false);
        FoundViolation found = Assert.Single(Search(model, threads: 2).Violations);

        Assert.Equal("stale decision", found.Violation.Kind);
        Assert.IsType<SetStep>(model.Record(found.Trace, "").Steps[0]);
    }

    [Fact]
    public void A_handler_that_answers_otherwise_when_nothing_is_remembered_is_found()
    {
        FoundViolation found = Planted("alloc_unbound", oracle: false, (ref s, a, o) =>
        {
            bool isEmpty = s.Monitor.Decisions[0] == 0 && s.Monitor.Decisions[1] == 0;
            long result = Handlers.All["alloc_unbound"](ref s, a, o);
            if (isEmpty && result > 0) s.Ports[(int)a[0]][(int)result].RemoteDomain ^= 1;
            return result;
        });

        Assert.Equal("decision cache", found.Violation.Kind);
        Assert.Single(found.Trace);
    }

    [Fact]
    public void What_the_specification_said_once_is_what_it_says_again()
    {
        Configuration configuration = Defaults.Product with { AtOnce = 1, Domains = ["trusted", "red"], Hostile = false };
        var asked = new KernelModel(configuration, Handlers.All, oracle: true) { Learns = false };
        SearchResult plain = Search(asked, threads: 2);
        SearchResult learnt = Search(Model(configuration, oracle: true), threads: 2);

        Assert.Empty(plain.Violations);
        Assert.Empty(learnt.Violations);
        Assert.Equal(plain.Levels, learnt.Levels);
        Assert.Equal(plain.Figures.Transitions, learnt.Figures.Transitions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_learnt_in_one_state_does_not_hide_what_is_wrong_in_another(bool learns)
    {
        // Right until a second port is in use.
        var handlers = new Dictionary<string, Handler>(Handlers.All)
        {
            ["send"] = (ref s, a, o) =>
            {
                long result = Handlers.All["send"](ref s, a, o);
                if (s.Ports[(int)a[0]][2].State != PortState.Free && result == 0) s.Vcpus[(int)a[0]].UpcallVector = 0x20;
                return result;
            },
        };
        var model = new KernelModel(Pair, handlers, oracle: true) { Learns = learns };
        FoundViolation found = Assert.Single(Search(model, threads: 1).Violations);

        Assert.Equal("specification of send", found.Violation.Kind);
        Assert.Contains("Vcpus.UpcallVector", found.Violation.What, StringComparison.Ordinal);
        Assert.Equal(3, found.Trace.Count);
    }

    [Fact]
    public void A_trace_names_the_same_domains_from_its_start_to_its_end()
    {
        Configuration configuration = Defaults.Product with { Hostile = false };
        KernelModel model = Model(configuration, oracle: false);
        var search = new BreadthFirst(model, Bounds.None with { States = 3000 }, 2);
        SearchResult result = search.Run(null, TestContext.Current.CancellationToken);
        for (int state = 0; state < result.Figures.States; state += 97)
        {
            IReadOnlyList<int> way = search.WayTo(state);
            Assert.Equal(way.Count, model.Replay(way).Count);
        }
    }

    private static FoundViolation Planted(string operation, bool oracle, Handler wrong)
    {
        var handlers = new Dictionary<string, Handler>(Handlers.All) { [operation] = wrong };
        return Assert.Single(Search(new(Pair, handlers, oracle), threads: 2).Violations);
    }

    // Every label holds every type while the handler runs.
    private static Handler Unmediated(string operation) => (ref s, a, o) =>
    {
        Verified.Monitor.LabelTable labels = s.Monitor.Policies[0].Labels;
        for (int l = 0; l < Limits.Labels; l++) s.Monitor.Policies[0].Labels[l].SteTypes.Word0 = ulong.MaxValue;
        long result = Handlers.All[operation](ref s, a, o);
        s.Monitor.Policies[0].Labels = labels;
        return result;
    };

    private static KernelModel Model(Configuration configuration, bool oracle)
    {
        Assert.Null(configuration.Objection());
        return Assert.IsType<KernelModel>(new ProductProfile().Prepare(configuration, oracle));
    }

    private static SearchResult Search(KernelModel model, int threads, Bounds? bounds = null) =>
        new BreadthFirst(model, bounds ?? Bounds.None, threads).Run(null, TestContext.Current.CancellationToken);
}
