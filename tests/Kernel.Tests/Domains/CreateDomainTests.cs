namespace Verified.Kernel.Tests.Domains;

public sealed class CreateDomainTests
{
    private readonly Machine _machine = Machine.WithPolicy(SamplePolicy.Describe().Build());

    private ref State S => ref _machine.State;

    [Fact]
    public void A_new_domain_is_paused_labelled_and_empty()
    {
        Assert.Equal(0, Create(SamplePolicy.Management, 1));
        Assert.Equal(1, Create(SamplePolicy.Order, 1));
        ref Domain domain = ref S.Domains[1];
        Assert.Equal((DomainStatus.Alive, (ushort)SamplePolicy.Order), (domain.Status, Label.Of(ref S, 1)));
        Assert.Equal((1, 0u, 8u), (S.Vcpus[1].Paused, domain.OwnedFrames, domain.MaximumFrames));
        Assert.Equal(PortState.Reserved, S.Ports[1][0].State);
        Assert.Equal(0xfeUL, S.FreePorts[1][0]);
        Assert.Equal(0xffUL, S.FreeHandles[1][0]);
        Assert.Empty(Invariants.Violations(_machine));
    }

    [Fact]
    public void Only_domain_0_is_privileged()
    {
        Create(SamplePolicy.Management, 1);
        Create(SamplePolicy.Order, 1);
        Assert.Equal((1, 0), (S.Domains[0].Privileged, S.Domains[1].Privileged));
    }

    [Fact]
    public void The_frames_of_a_new_domain_are_clear()
    {
        uint top = S.FreeFrames[(int)S.FreeCount - 1];
        Create(SamplePolicy.Order, 0);
        Assert.Equal(top, S.Domains[0].SharedInfoFrame);
        Assert.False(_machine.Frame(top).ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(SamplePolicy.Unlabeled)]
    [InlineData(SamplePolicy.Management)]
    [InlineData(SamplePolicy.OrderDisk)]
    [InlineData(8u)]
    [InlineData(0xffff_ffffu)]
    public void Labels_that_no_domain_but_0_may_carry_are_denied_and_logged(uint label)
    {
        Create(SamplePolicy.Management, 1);
        Refused(Errno.Denied, label);
        Assert.True(Audit.TryTake(ref S, out Denial denial));
        Assert.Equal((Hook.CreateDomain, Audit.NoDomain), (denial.Hook, denial.Target));
    }

    [Fact]
    public void The_Chinese_Wall_keeps_rivals_apart()
    {
        Create(SamplePolicy.Management, 1);
        Assert.Equal(1, Create(SamplePolicy.Order, 0));
        Refused(Errno.Denied, SamplePolicy.Rival);
        Assert.Equal(2, Create(SamplePolicy.Order, 0));
        Assert.Equal(2u, S.Monitor.Labellings[0].Running[0]);
    }

    [Fact]
    public void Without_a_free_id_there_is_no_memory()
    {
        for (int id = 0; id < Limits.Domains; id++)
            Assert.Equal(id, Create(id == 0 ? SamplePolicy.Management : SamplePolicy.Broker, 0));
        Refused(Errno.NoMemory, SamplePolicy.Broker);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(8u)]
    public void A_domain_is_created_with_a_claim_to_all_its_frames_or_not_at_all(uint maximum)
    {
        uint rest = S.Unclaimed - maximum - 3;
        Assert.Equal(0, DomainControl.CreateDomain(ref S, 0, SamplePolicy.Broker, rest, 0));
        Assert.Equal(maximum + 1, S.Unclaimed);
        Refused(Errno.NoMemory, SamplePolicy.Broker, maximum);
        Refused(Errno.NoMemory, SamplePolicy.Broker, uint.MaxValue);
        Assert.Equal(0, DomainControl.MaxMem(ref S, MakePrivileged(0), 0, 4UL * (rest - 1)));
        Assert.Equal(1, DomainControl.CreateDomain(ref S, 0, SamplePolicy.Broker, maximum, 0));
        Assert.Equal(0u, S.Unclaimed);
        Assert.Empty(Invariants.Violations(_machine));
        for (uint gfn = 0; gfn < maximum; gfn++)
            Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, 1, gfn));
    }

    [Fact]
    public void Ids_count_up_and_are_reused_only_after_wrapping()
    {
        for (int id = 0; id < 3; id++)
            Create(SamplePolicy.Broker, 0);
        S.Domains[1].Status = DomainStatus.Free;
        Assert.Equal(3, Create(SamplePolicy.Broker, 0));
        Assert.Equal(1, Create(SamplePolicy.Broker, 0));
    }

    private long Create(uint label, uint privileged) =>
        DomainControl.CreateDomain(ref S, 0, label, 8, privileged);

    private uint MakePrivileged(uint domain)
    {
        S.Domains[(int)domain].Privileged = 1;
        return domain;
    }

    private void Refused(long error, uint label, uint maximum = 8)
    {
        Machine before = _machine.Clone();
        Assert.Equal(error, DomainControl.CreateDomain(ref S, 0, label, maximum, 0));
        Assert.Null(_machine.DifferenceFrom(before));
    }
}
