using FsCheck.Xunit;

namespace Verified.Kernel.Tests;

/// <summary>Quotas are per domain: what one domain uses up of its own never shows in another's answers.</summary>
public sealed class QuotaTests : Trio
{
    private const uint FirstFreeGfn = 13;

    /// <summary>Every answer that a domain gets until its own quotas are used up, in order.</summary>
    [Fact]
    public void Domains_that_use_up_all_that_is_theirs_change_no_answer_of_another()
    {
        string[] alone = [.. AnswersTo(Ads)];
        Assert.Contains($"port {Errno.NoSpace}", alone);
        Assert.Contains($"map {GrantStatus.NoHandle}", alone);
        Assert.Contains($"populate {Errno.NoMemory}", alone);

        QuotaTests crowded = new();
        Assert.NotEmpty(crowded.AnswersTo(Order));
        Assert.NotEmpty(crowded.AnswersTo(Dom0));
        Assert.Equal(alone, crowded.AnswersTo(Ads));
    }

    /// <summary>
    /// Whatever the others are promised, take, give back or hand on, while domains come and go: a domain below its limit
    /// gets its next frame.
    /// </summary>
    [Property(MaxTest = 300)]
    public void A_domain_below_its_limit_finds_a_frame_whatever_the_others_do(ushort[] choices)
    {
        QuotaTests other = new();
        foreach (ushort choice in choices ?? [])
            other.Disturb(choice);
        Assert.Empty(Invariants.Violations(other.Machine));

        ref Domain ads = ref other.S.Domains[(int)Ads];
        for (uint gfn = 6; ads.OwnedFrames < ads.MaximumFrames; gfn++)
            Assert.Equal(0, PhysicalMap.PopulatePhysmap(ref other.S, Ads, DomainIds.Self, gfn));
        Assert.Equal(Errno.NoMemory, PhysicalMap.PopulatePhysmap(ref other.S, Ads, DomainIds.Self, Limits.GuestFrames - 1));
    }

    // Something about memory that domain 0 does, or a domain other than the one that is watched.
    private void Disturb(ushort choice)
    {
        uint gfn = (uint)(choice >> 4) % 31;
        uint frames = (uint)(choice >> 6) % 70;
        uint domain = (choice & 8) == 0 ? Order : Nobody;
        switch (choice % 8)
        {
            case 0:
                DomainControl.MaxMem(ref S, Dom0, domain, 4 * frames);
                break;
            case 1:
                DomainControl.CreateDomain(ref S, Dom0, SamplePolicy.Broker, frames, 0);
                break;
            case 2:
                DomainControl.MaxMem(ref S, Dom0, Dom0, 4 * frames);
                break;
            case 3 or 4:
                for (uint i = gfn; i < Limits.GuestFrames - 1; i++)
                    PhysicalMap.PopulatePhysmap(ref S, Dom0, (choice & 128) == 0 ? Dom0 : domain, i);
                break;
            case 5:
                PhysicalMap.DecreaseReservation(ref S, Dom0, (choice & 2048) == 0 ? Dom0 : domain, gfn);
                break;
            case 6:
                Machine.Grant(Order, 3, Dom0, gfn, GrantEntry.AcceptTransfer);
                GrantTable.Transfer(ref S, Dom0, gfn % 6, Order, 3);
                break;
            default:
                DomainControl.DestroyDomain(ref S, Dom0, domain);
                for (uint i = 0; i < (uint)choice >> 3; i++)
                    DomainControl.DestroyStep(ref S, domain);
                break;
        }
    }

    [Fact]
    public void A_domain_that_is_gone_leaves_the_next_one_all_its_quotas()
    {
        string[] first = [.. AnswersTo(Ads)];
        Assert.Equal(0, DomainControl.DestroyDomain(ref S, Dom0, Ads));
        long step = 0;
        while (step == 0)
            step = DomainControl.DestroyStep(ref S, Ads);
        Assert.Equal(DomainControl.Gone, step);

        uint next = (uint)DomainControl.CreateDomain(ref S, Dom0, SamplePolicy.Advertising, 12, 0);
        for (uint gfn = 0; gfn < 6; gfn++)
            Assert.Equal(0, PhysicalMap.PopulateFrame(ref S, next, gfn));
        Assert.Equal(0, Scheduler.Unpause(ref S, next));
        Assert.Equal(first, AnswersTo(next));
    }

    private List<string> AnswersTo(uint domain)
    {
        List<string> answers = [];
        Until(answers, "port", Limits.Ports + 2, _ => EventChannel.AllocUnbound(ref S, domain, DomainIds.Self, Dom0));
        for (uint gfn = FirstFreeGfn; gfn < FirstFreeGfn + Limits.MaptrackHandles + 2; gfn++)
        {
            Machine.Grant(domain, 0, domain, 2);
            answers.Add($"map {GrantTable.MapGrantRef(ref S, domain, gfn << 12, MapFlags.HostMap, 0, domain)}");
        }

        Until(answers, "populate", 10, i => PhysicalMap.PopulatePhysmap(ref S, domain, DomainIds.Self, 6 + i));
        answers.Add($"reservation {PhysicalMap.CurrentReservation(ref S, domain, DomainIds.Self)}");
        answers.Add($"close {EventChannel.Close(ref S, domain, 3)}");
        answers.Add($"port {EventChannel.AllocUnbound(ref S, domain, DomainIds.Self, Dom0)}");
        answers.Add($"unmap {GrantTable.UnmapGrantRef(ref S, domain, (FirstFreeGfn + 1) << 12, 1)}");
        answers.Add($"decrease {PhysicalMap.DecreaseReservation(ref S, domain, DomainIds.Self, 5)}");
        answers.Add($"timer {VirtualCpu.SetSingleshotTimer(ref S, domain, 0, 50, 1, 10)}");
        return answers;
    }

    private static void Until(List<string> answers, string name, uint times, Func<ulong, long> call)
    {
        for (uint i = 0; i < times; i++)
            answers.Add($"{name} {call(i)}");
    }
}
