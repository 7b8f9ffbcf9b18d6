namespace Verified.Kernel.Tests.VirtualCpus;

public sealed class LocalApicTests
{
    private const uint TaskPriority = 0x808;
    private const uint ProcessorPriority = 0x80a;
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
            // The task priority is the processor's while nothing is in service.
            bool isProcessors = msr == TaskPriority && register == ProcessorPriority;
            Assert.Equal(register == msr || isProcessors ? value : old, now);
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

    [Fact]
    public void An_interrupt_is_in_service_until_its_end_and_holds_back_its_class_and_those_below()
    {
        LocalApic apic = New();
        apic.TryWrite(Self, 0x51);
        Deliver(ref apic, 0x51);

        Assert.True(apic.TryRead(0x812, out ulong inService));
        Assert.Equal(1UL << 0x11, inService);
        Assert.True(apic.TryRead(ProcessorPriority, out ulong priority));
        Assert.Equal(0x50UL, priority);
        apic.TryWrite(Self, 0x41);
        apic.TryWrite(Self, 0x5e);
        Assert.Equal(0u, apic.Highest());
        apic.TryWrite(Self, 0x60);
        Assert.Equal(0x60u, apic.Highest());
        Deliver(ref apic, 0x60);
        apic.TryWrite(EndOfInterrupt, 0);
        Assert.True(apic.TryRead(ProcessorPriority, out priority));
        Assert.Equal(0x50UL, priority);
        apic.TryWrite(EndOfInterrupt, 0);
        Assert.Equal(0x5eu, apic.Highest());
        Deliver(ref apic, 0x5e);
        apic.TryWrite(EndOfInterrupt, 0);
        Assert.Equal(0x41u, apic.Highest());
    }

    [Fact]
    public void An_end_of_interrupt_with_nothing_in_service_changes_nothing()
    {
        LocalApic apic = New();
        apic.TryWrite(Self, 0x51);
        LocalApic before = apic;

        Assert.True(apic.TryWrite(EndOfInterrupt, 0));

        Assert.Equal(before, apic);
    }

    [Fact]
    public void What_its_words_say_makes_another_the_same()
    {
        LocalApic apic = New();
        foreach (uint vector in (uint[])[0x10, 0x51, 0x9f, 0xff])
            apic.TryWrite(Self, vector);
        Deliver(ref apic, 0xff);
        for (uint i = 0; i < 6; i++)
            Assert.True(apic.TryWrite(0x832 + i, 0x1_0020 + i));
        apic.TryWrite(Command, 0x0008_4040);
        apic.TryWrite(TaskPriority, 0x30);
        apic.TryWrite(0x838, 1234);
        apic.TryWrite(0x83e, 0xb);
        LocalApic other = default;

        for (uint i = 0; i < LocalApic.StateWords; i++)
            other.SetStateWord(i, apic.StateWord(i));

        Assert.Equal(apic, other);
        Assert.Equal(0UL, apic.StateWord(LocalApic.StateWords));
    }

    [Fact]
    public void Words_keep_only_what_a_register_has()
    {
        LocalApic apic = default;

        for (uint i = 0; i <= LocalApic.StateWords; i++)
            apic.SetStateWord(i, ulong.MaxValue);

        Assert.Equal(~0xffffUL, apic.Requested0);
        Assert.Equal(~0xffffUL, apic.InService0);
        Assert.Equal((0x3_a7ffu, 0x3_a7ffu), (apic.LocalTimer, apic.LocalError));
        Assert.Equal((0x3ffu, 0xffu, 0xbu), (apic.Spurious, apic.TaskPriority, apic.Divide));
        Assert.Equal(0u, apic.Offered);
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

    private static void Deliver(ref LocalApic apic, uint vector)
    {
        Assert.Equal(vector, apic.Highest());
        apic.Offered = vector;
        apic.Accept();
    }

    private static LocalApic New()
    {
        LocalApic apic = default;
        apic.Reset();
        Assert.True(apic.TryWrite(Spurious, Enabled));
        return apic;
    }
}
