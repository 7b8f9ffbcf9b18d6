namespace Verified.Kernel.Tests.Domains;

public sealed class ContentsTests : Trio
{
    public static TheoryData<string> Ways => ["load_memory", "save_memory", "set_vcpu_context", "get_vcpu_context"];

    [Fact]
    public void Domain_0_writes_and_reads_a_page_of_a_paused_domain()
    {
        S.Vcpus[(int)Order].Paused = 1;
        uint own = Leaf.MachineFrame(S.Leaves[(int)Dom0][2]);
        Machine.Guest(Dom0, 2).Fill(0x5a);
        Assert.Equal(0, DomainControl.LoadMemory(ref S, Dom0, Order, 3, own));
        Assert.False(Machine.Guest(Order, 3).ContainsAnyExcept((byte)0x5a));

        Machine.Guest(Order, 3)[0] = 1;
        Assert.Equal(0, DomainControl.SaveMemory(ref S, Dom0, Order, 3, own));
        Assert.Equal(1, Machine.Guest(Dom0, 2)[0]);
    }

    [Fact]
    public void What_is_no_page_of_RAM_is_neither_written_nor_read()
    {
        S.Vcpus[(int)Order].Paused = 1;
        Fails(Errno.Invalid, () => DomainControl.LoadMemory(ref S, Dom0, Order, 20, 0));
        Fails(Errno.Invalid, () => DomainControl.SaveMemory(ref S, Dom0, Order, Limits.GuestFrames, 0));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Another_domains_contents_are_reached_while_it_is_paused_and_by_privilege(string way)
    {
        Fails(Errno.Invalid, () => Reach(way, Dom0, Order));
        S.Vcpus[(int)Order].Paused = 1;
        Assert.Equal(0, Reach(way, Dom0, Order));
        Fails(Errno.NotPermitted, () => Reach(way, Ads, Order));
        Fails(Errno.Invalid, () => Reach(way, Dom0, Dom0));
        Fails(Errno.NoDomain, () => Reach(way, Dom0, Nobody));
    }

    private long Reach(string way, uint caller, uint domain) => way switch
    {
        "load_memory" => DomainControl.LoadMemory(ref S, caller, domain, 2, Leaf.MachineFrame(S.Leaves[(int)Dom0][2])),
        "save_memory" => DomainControl.SaveMemory(ref S, caller, domain, 2, Leaf.MachineFrame(S.Leaves[(int)Dom0][2])),
        "set_vcpu_context" => DomainControl.SetContext(ref S, caller, domain),
        _ => DomainControl.GetContext(ref S, caller, domain),
    };
}
