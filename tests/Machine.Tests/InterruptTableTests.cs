namespace Verified.Machine.Tests;

/// <summary>
/// The interrupt tables of a machine whose guest runs: their gates are the entries from which complete mediation
/// follows
/// all code (docs/mediation.md), and there are no others. AMD64 manual vol. 2, section 4.8.4.
/// </summary>
public sealed class InterruptTableTests(MachineDump dump)
{
    private const int Vectors = 256;
    private const int Exceptions = 32;
    private const int TimerVector = 0x50;
    private const int SpuriousVector = 0xff;
    private const ulong StubBytes = 16;

    // Present, interrupt gate, the code segment.
    private const ulong GateType = 0x8e00_0008;

    [Theory]
    [InlineData("host_idt", 1UL)]
    [InlineData("gate_idt", 0UL)]
    public void Every_exception_leads_to_its_stub(string table, ulong stack)
    {
        for (int vector = 0; vector < Exceptions; vector++)
        {
            (ulong handler, ulong type, ulong ist) = Gate(table, vector);
            Assert.Equal((dump.Symbol("exception_stubs") + (StubBytes * (ulong)vector), GateType, stack), (handler, type, ist));
        }
    }

    [Fact]
    public void An_interrupt_in_front_of_the_gate_leads_to_one_of_two_entries_and_no_other_vector_leads_anywhere()
    {
        Assert.Equal((dump.Symbol("timer_interrupt"), GateType, 0UL), Gate("host_idt", TimerVector));
        Assert.Equal((dump.Symbol("spurious_interrupt"), GateType, 0UL), Gate("host_idt", SpuriousVector));
        int[] others = [.. Enumerable.Range(Exceptions, Vectors - Exceptions).Except([TimerVector, SpuriousVector])];
        Assert.All(others, vector => Assert.Equal((0UL, 0UL, 0UL), Gate("host_idt", vector)));
    }

    [Fact]
    public void No_interrupt_leads_anywhere_behind_the_gate() => Assert.All(
        Enumerable.Range(Exceptions, Vectors - Exceptions), vector => Assert.Equal((0UL, 0UL, 0UL), Gate("gate_idt", vector)));

    private (ulong Handler, ulong Type, ulong Stack) Gate(string table, int vector)
    {
        ulong at = dump.Symbol(table) + ((ulong)vector * 16);
        ulong low = dump.SealedWord(at), high = dump.SealedWord(at + 8);
        ulong handler = (low & 0xffff) | (low >> 48 << 16) | (high << 32);
        ulong type = ((low >> 40 & 0xff) << 8 << 16) | (low >> 16 & 0xffff);
        return (handler, type, low >> 32 & 7);
    }
}
