using Verified.Spec;
using static Verified.Tests.Numbers;

namespace Verified.Tests;

/// <summary>The policy's words on examples that one can check by eye: the sample policy, see Policies.</summary>
public sealed class PolicyTests
{
    private static readonly Specification.SystemState State = Scenes.ThreeDomains().Machine.Abstract();

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(1, 3, true)]
    [InlineData(2, 3, false)]
    [InlineData(2, 4, true)]
    [InlineData(2, 2, true)]
    [InlineData(0, 1, false)]
    [InlineData(0, 0, false)]
    [InlineData(1, 5, false)]
    [InlineData(1, 1000, false)]
    public void Labels_share_iff_a_type_is_in_both(int a, int b, bool expected)
    {
        Assert.Equal(expected, Specification.LabelsMayShare(State, N(a), N(b)).Value);
        Assert.Equal(expected, Specification.LabelsMayShare(State, N(b), N(a)).Value);
    }

    [Fact]
    public void A_domain_shares_with_itself_whatever_its_label()
    {
        Specification.SystemState unlabeled = State.With(Labellings.Ssidref, N(0), N(2), 0);
        Assert.True(Specification.MayShare(unlabeled, N(2), N(2)).Value);
        Assert.False(Specification.MayShare(unlabeled, N(2), N(0)).Value);
    }

    [Theory]
    [InlineData(2, 5, true)]
    [InlineData(2, 6, false)]
    [InlineData(3, 6, true)]
    [InlineData(2, 4, false)]
    [InlineData(5, 5, false)]
    [InlineData(2, 7, false)]
    public void A_label_accesses_a_resource_iff_the_resources_type_is_its_own(int label, int resource, bool expected) =>
        Assert.Equal(expected, Specification.MayAccess(State, N(label), N(resource)).Value);

    [Fact]
    public void The_unlabeled_label_starts_only_if_the_policy_defines_it()
    {
        Assert.Equal(3, Create(State, 0));
        Assert.Equal(Errno.Access, Create(State.With(Policy.UnlabeledDefined, N(0), N(0)), 0));
    }

    [Fact]
    public void The_bootstrap_label_is_refused_for_other_domains_and_so_is_an_unknown_one()
    {
        Assert.Equal(Errno.Access, Create(State, 1));
        Assert.Equal(Errno.Access, Create(State, 5));
    }

    [Fact]
    public void A_label_whose_type_conflicts_with_a_running_one_does_not_start()
    {
        Assert.Equal(Errno.Access, Create(State, 4));
        Assert.Equal(3, Create(State, 2));
    }

    private static long Create(Specification.SystemState state, int label) =>
        ResultOf(Small.CreateDomain(state, N(label), N(1), N(0)));
}
