namespace Verified.Kernel;

/// <content>What a vCPU's context says of its local APIC (<see cref="VcpuContext.Apic"/>).</content>
public partial struct LocalApic
{
    /// <summary>
    /// Words of it: requested interrupts (four), interrupts in service (four), the local vector table (three, two entries
    /// in each: timer and thermal sensor, performance counters and first wire, second wire and errors), the interrupt
    /// command register, spurious interrupt register and task priority, the timer's initial count and divider.
    /// </summary>
    public const uint StateWords = 14;

    private const uint VectorWords = 4;
    private const uint LocalWords = 8;
    private const uint CommandWord = 11;
    private const uint SpuriousWord = 12;

    // Vectors that no interrupt has.
    private const ulong NoVectors = 0xffff;

    /// <summary>A word; 0 beyond the last.</summary>
    public readonly ulong StateWord(uint index)
    {
        if (index < VectorWords)
            return Word(index);
        if (index < LocalWords)
            return InServiceWord(index - VectorWords);
        if (index < CommandWord)
            return Pair(LocalVector((index - LocalWords) * 2), LocalVector(((index - LocalWords) * 2) + 1));
        if (index == CommandWord)
            return Command;
        if (index == SpuriousWord)
            return Pair(Spurious, TaskPriority);
        return index < StateWords ? Pair(InitialCount, Divide) : 0;
    }

    /// <summary>Puts a word in: of what a register does not have, nothing is kept. No interrupt is on offer.</summary>
    public void SetStateWord(uint index, ulong value)
    {
        Offered = 0;
        ulong vectors = index == 0 || index == VectorWords ? value & ~NoVectors : value;
        uint low = (uint)value;
        uint high = (uint)(value >> 32);
        if (index < VectorWords)
        {
            SetWord(index, vectors);
        }
        else if (index < LocalWords)
        {
            SetInServiceWord(index - VectorWords, vectors);
        }
        else if (index < CommandWord)
        {
            SetLocalVector((index - LocalWords) * 2, low & (uint)LocalVectorBits);
            SetLocalVector(((index - LocalWords) * 2) + 1, high & (uint)LocalVectorBits);
        }
        else if (index == CommandWord)
        {
            Command = value;
        }
        else if (index == SpuriousWord)
        {
            Spurious = low & (uint)SpuriousBits;
            TaskPriority = high & 0xff;
        }
        else if (index < StateWords)
        {
            InitialCount = low;
            Divide = high & (uint)DivideBits;
        }
    }

    private static ulong Pair(uint low, uint high) => low | ((ulong)high << 32);
}
