namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class LocalApicTests
{
    private const uint TaskPriority = 0x808;
    private const uint EndOfInterrupt = 0x80b;
    private const uint Spurious = 0x80f;
    private const uint Command = 0x830;
    private const uint Self = 0x83f;
    private const uint Enabled = 0x1ff;

    [Fact]
    public void It_is_the_boot_processors_in_x2APIC_mode_and_stays_so()
    {
        LocalApic apic = New();

        Assert.True(apic.TryRead(LocalApic.BaseMsr, out ulong value));
        Assert.Equal(0xfee0_0d00UL, value);
        Assert.True(apic.TryWrite(LocalApic.BaseMsr, value));
        Assert.False(apic.TryWrite(LocalApic.BaseMsr, 0xfee0_0900));
    }

    [Theory]
    [InlineData(0x802u, 0u)]
    [InlineData(0x803u, 0x0005_0014u)]
    [InlineData(0x80du, 1u)]
    [InlineData(0x817u, 0u)]
    [InlineData(0x832u, 0x1_0000u)]
    [InlineData(0x837u, 0x1_0000u)]
    [InlineData(0x839u, 0u)]
    public void Registers_read_as_after_reset(uint msr, uint value)
    {
        LocalApic apic = New();

        Assert.True(apic.TryRead(msr, out ulong read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData(0x808u, 0x20u)]
    [InlineData(0x80fu, 0x1ffu)]
    [InlineData(0x832u, 0x3_00efu)]
    [InlineData(0x833u, 0x1_00f0u)]
    [InlineData(0x834u, 0x1_0400u)]
    [InlineData(0x835u, 0x1_0700u)]
    [InlineData(0x836u, 0x1_0400u)]
    [InlineData(0x837u, 0xfeu)]
    [InlineData(0x838u, 0xffff_ffffu)]
    [InlineData(0x83eu, 0xbu)]
    public void A_register_holds_what_was_written_and_no_other_does(uint msr, uint value)
    {
        LocalApic apic = New(), before = New();

        Assert.True(apic.TryWrite(msr, value));

        for (uint register = LocalApic.First; register < LocalApic.End; register++)
        {
            bool isThere = before.TryRead(register, out ulong old);
            Assert.Equal(isThere, apic.TryRead(register, out ulong now));
            Assert.Equal(register == msr ? value : old, now);
        }
    }

    [Theory]
    [InlineData(0x800u, 0UL)]
    [InlineData(0x802u, 0UL)]
    [InlineData(0x80bu, 1UL)]
    [InlineData(0x810u, 0UL)]
    [InlineData(0x808u, 0x100UL)]
    [InlineData(0x832u, 0x10_0000UL)]
    [InlineData(0x838u, 0x1_0000_0000UL)]
    [InlineData(0x83fu, 0x100UL)]
    [InlineData(0x840u, 0UL)]
    public void What_the_processor_refuses_to_write_changes_nothing(uint msr, ulong value)
    {
        LocalApic apic = New();

        Assert.False(apic.TryWrite(msr, value));
        Assert.Equal(New(), apic);
    }

    [Theory]
    [InlineData(0x7ffu)]
    [InlineData(0x800u)]
    [InlineData(0x80bu)]
    [InlineData(0x83fu)]
    [InlineData(0x840u)]
    public void What_the_processor_refuses_to_read_is_refused(uint msr) => Assert.False(New().TryRead(msr, out _));

    [Theory]
    [InlineData(0x10u)]
    [InlineData(0x3fu)]
    [InlineData(0x40u)]
    [InlineData(0xf6u)]
    [InlineData(0xffu)]
    public void What_a_vCPU_sends_to_itself_is_requested_until_it_was_delivered(uint vector)
    {
        LocalApic apic = New();

        Assert.True(apic.TryWrite(Self, vector));

        Assert.Equal(vector, apic.Highest());
        Assert.True(apic.IsBusy);
        Assert.True(apic.TryRead(0x820 + (vector >> 5), out ulong requested));
        Assert.Equal(1UL << (int)(vector & 31), requested);
        apic.Offered = vector;
        apic.Accept();
        Assert.Equal(0u, apic.Highest());
        Assert.False(apic.IsBusy);
    }

    [Fact]
    public void The_highest_vector_goes_first_and_the_task_priority_holds_back_the_lower_classes()
    {
        LocalApic apic = New();
        apic.TryWrite(Self, 0x31);
        apic.TryWrite(Self, 0xf2);
        apic.TryWrite(Self, 0x80);

        Assert.Equal(0xf2u, apic.Highest());
        apic.TryWrite(TaskPriority, 0xf0);
        Assert.Equal(0u, apic.Highest());
        apic.TryWrite(TaskPriority, 0xe0);
        Assert.Equal(0xf2u, apic.Highest());
        Assert.True(apic.TryWrite(EndOfInterrupt, 0));
    }

    [Theory]
    [InlineData(0x0_0004_0020UL, true)]
    [InlineData(0x0_0008_0020UL, true)]
    [InlineData(0x0_000c_0020UL, false)]
    [InlineData(0x0_0000_0020UL, true)]
    [InlineData(0x1_0000_0020UL, false)]
    [InlineData(0x1_0000_0820UL, true)]
    [InlineData(0x1_0001_0000_0820UL, false)]
    [InlineData(0xffff_ffff_0000_0020UL, true)]
    [InlineData(0x0_0004_0420UL, false)]
    [InlineData(0x0_0004_000fUL, false)]
    public void Commands_reach_this_vCPU_or_nobody(ulong command, bool isRequested)
    {
        LocalApic apic = New();

        Assert.True(apic.TryWrite(Command, command));

        Assert.Equal(isRequested ? 0x20u : 0, apic.Highest());
    }

    [Fact]
    public void One_that_is_not_enabled_delivers_nothing()
    {
        LocalApic apic = New();
        apic.TryWrite(Self, 0x40);
        apic.TryWrite(Spurious, 0xff);

        Assert.Equal(0u, apic.Highest());
    }

    private static LocalApic New()
    {
        LocalApic apic = default;
        apic.Reset();
        Assert.True(apic.TryWrite(Spurious, Enabled));
        return apic;
    }
}
