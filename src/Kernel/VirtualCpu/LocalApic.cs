namespace Verified.Kernel;

/// <summary>
/// A vCPU's local APIC, in x2APIC mode always: its registers are MSRs 0x800 to 0x83f (AMD64 manual vol. 2, section 16.11).
/// It is the only one of its domain and has no wires and no timer: what it delivers is what the vCPU sends to itself. An
/// interrupt is in service from its delivery to the end of interrupt, and keeps those of its priority and below waiting.
/// The event upcall does not pass through here.
/// </summary>
public partial struct LocalApic
{
    /// <summary>APIC_BASE.</summary>
    public const uint BaseMsr = 0x1b;

    /// <summary>The first register's MSR.</summary>
    public const uint First = 0x800;

    /// <summary>The MSR behind the last register's.</summary>
    public const uint End = 0x840;

    // The address, and that it is the boot processor's, enabled, in x2APIC mode.
    private const ulong Base = 0xfee0_0000 | (1 << 8) | (1 << 10) | (1 << 11);

    // Version 0x14, six entries in the local vector table, as Xen's.
    private const uint Version = 0x0005_0014;

    private const uint LocalVectors = 6;
    private const uint Masked = 1 << 16;
    private const uint LowestVector = 16;

    private const uint IdRegister = 0x02;
    private const uint VersionRegister = 0x03;
    private const uint TaskPriorityRegister = 0x08;
    private const uint ProcessorPriorityRegister = 0x0a;
    private const uint EndOfInterruptRegister = 0x0b;
    private const uint LogicalIdRegister = 0x0d;
    private const uint SpuriousRegister = 0x0f;
    private const uint InServiceRegisters = 0x10;
    private const uint TriggerModeRegisters = 0x18;
    private const uint RequestRegisters = 0x20;
    private const uint ErrorRegister = 0x28;
    private const uint CommandRegister = 0x30;
    private const uint LocalVectorRegisters = 0x32;
    private const uint InitialCountRegister = 0x38;
    private const uint CurrentCountRegister = 0x39;
    private const uint DivideRegister = 0x3e;
    private const uint SelfRegister = 0x3f;

    // Vector, delivery mode, polarity, trigger, mask, timer mode.
    private const ulong LocalVectorBits = 0x3_a7ff;
    private const ulong SpuriousBits = 0x3ff;
    private const ulong DivideBits = 0xb;

    /// <summary>The requested interrupts, a bit a vector: the first 64.</summary>
    public ulong Requested0;

    /// <summary>The next 64.</summary>
    public ulong Requested1;

    /// <summary>The next 64.</summary>
    public ulong Requested2;

    /// <summary>The last 64.</summary>
    public ulong Requested3;

    /// <summary>The interrupts in service, a bit a vector: the first 64.</summary>
    public ulong InService0;

    /// <summary>The next 64.</summary>
    public ulong InService1;

    /// <summary>The next 64.</summary>
    public ulong InService2;

    /// <summary>The last 64.</summary>
    public ulong InService3;

    /// <summary>The local vector table's entry of the timer.</summary>
    public uint LocalTimer;

    /// <summary>Of the thermal sensor.</summary>
    public uint LocalThermal;

    /// <summary>Of the performance counters.</summary>
    public uint LocalPerformance;

    /// <summary>Of the first wire.</summary>
    public uint LocalWire0;

    /// <summary>Of the second wire.</summary>
    public uint LocalWire1;

    /// <summary>Of errors.</summary>
    public uint LocalError;

    /// <summary>The interrupt command register.</summary>
    public ulong Command;

    /// <summary>The spurious interrupt register: it says, too, whether the APIC is enabled.</summary>
    public uint Spurious;

    /// <summary>The task priority.</summary>
    public uint TaskPriority;

    /// <summary>The timer's initial count.</summary>
    public uint InitialCount;

    /// <summary>The timer's divider.</summary>
    public uint Divide;

    /// <summary>The vector that the processor has been asked to take, and has not been seen to; 0 for none.</summary>
    public uint Offered;

    /// <summary>Always 0.</summary>
    public uint Padding;

    /// <summary>Whether an interrupt is requested, or offered.</summary>
    public readonly bool IsBusy => (Requested0 | Requested1 | Requested2 | Requested3 | Offered) != 0;

    /// <summary>As after reset.</summary>
    public void Reset()
    {
        this = default;
        Spurious = 0xff;
        LocalTimer = Masked;
        LocalThermal = Masked;
        LocalPerformance = Masked;
        LocalWire0 = Masked;
        LocalWire1 = Masked;
        LocalError = Masked;
    }

    /// <summary>RDMSR; false where the processor raises #GP.</summary>
    public readonly bool TryRead(uint msr, out ulong value)
    {
        value = Base;
        if (msr == BaseMsr)
            return true;
        value = 0;
        if (msr < First || msr >= End)
            return false;

        uint register = msr - First;
        if (register - LocalVectorRegisters < LocalVectors)
            value = LocalVector(register - LocalVectorRegisters);
        else if (register - RequestRegisters < 8)
            value = (uint)(Word((register - RequestRegisters) >> 1) >> (int)(32 * (register & 1)));
        else if (register - InServiceRegisters < 8)
            value = (uint)(InServiceWord((register - InServiceRegisters) >> 1) >> (int)(32 * (register & 1)));
        else if (register == VersionRegister)
            value = Version;
        else if (register == TaskPriorityRegister)
            value = TaskPriority;
        else if (register == ProcessorPriorityRegister)
            value = ProcessorPriority();
        else if (register == LogicalIdRegister)
            value = 1;
        else if (register == SpuriousRegister)
            value = Spurious;
        else if (register == CommandRegister)
            value = Command;
        else if (register == InitialCountRegister)
            value = InitialCount;
        else if (register == DivideRegister)
            value = Divide;
        else
            return ReadsZero(register);
        return true;
    }

    /// <summary>
    /// WRMSR; false where the processor raises #GP. An interrupt that the vCPU sends to itself is requested then; one to
    /// others goes nowhere.
    /// </summary>
    public bool TryWrite(uint msr, ulong value)
    {
        if (msr == BaseMsr)
            return value == Base;
        if (msr < First || msr >= End)
            return false;

        uint register = msr - First;
        if (register == CommandRegister)
        {
            Send(value);
            return true;
        }

        if (value >> 32 != 0)
            return false;
        if (register == EndOfInterruptRegister && value == 0)
            EndInterrupt();
        if (register == EndOfInterruptRegister || register == ErrorRegister)
            return value == 0;
        if (register == SelfRegister)
            return Request((uint)value);
        return TryStore(register, (uint)value);
    }

    /// <summary>The highest vector that is requested and that the processor priority lets through; 0 for none.</summary>
    public readonly uint Highest()
    {
        if ((Spurious & (1 << 8)) == 0)
            return 0;
        uint vector = HighestOf(Requested0, Requested1, Requested2, Requested3);
        return vector >> 4 > ProcessorPriority() >> 4 ? vector : 0;
    }

    /// <summary>
    /// The task priority, or that of the highest interrupt in service where it is greater (section 16.6.4).
    /// </summary>
    private readonly uint ProcessorPriority()
    {
        uint vector = HighestOf(InService0, InService1, InService2, InService3);
        return vector >> 4 > TaskPriority >> 4 ? vector & 0xf0 : TaskPriority;
    }

    private static uint HighestOf(ulong first, ulong second, ulong third, ulong last)
    {
        if (last != 0)
            return 192 + HighestBit(last);
        if (third != 0)
            return 128 + HighestBit(third);
        if (second != 0)
            return 64 + HighestBit(second);
        return first != 0 ? HighestBit(first) : 0;
    }

    /// <summary>The number of the highest bit that is set; there is one.</summary>
    private static uint HighestBit(ulong word)
    {
        uint number = 0;
        ulong rest = word;
        for (uint step = 32; step != 0; step >>= 1)
        {
            if (rest >> (int)step == 0)
                continue;
            rest >>= (int)step;
            number += step;
        }

        return number;
    }

    /// <summary>What was offered has been delivered.</summary>
    public void Accept()
    {
        uint vector = Offered & 0xff;
        ulong bit = 1UL << (int)(vector & 63);
        SetWord(vector >> 6, Word(vector >> 6) & ~bit);
        SetInServiceWord(vector >> 6, InServiceWord(vector >> 6) | bit);
        Offered = 0;
    }

    /// <summary>The highest interrupt in service is over.</summary>
    private void EndInterrupt()
    {
        uint vector = HighestOf(InService0, InService1, InService2, InService3);
        SetInServiceWord(vector >> 6, InServiceWord(vector >> 6) & ~(1UL << (int)(vector & 63)));
    }

    private readonly ulong Word(uint index)
    {
        if (index == 0)
            return Requested0;
        if (index == 1)
            return Requested1;
        return index == 2 ? Requested2 : Requested3;
    }

    private void SetWord(uint index, ulong value)
    {
        if (index == 0)
            Requested0 = value;
        else if (index == 1)
            Requested1 = value;
        else if (index == 2)
            Requested2 = value;
        else
            Requested3 = value;
    }

    private readonly ulong InServiceWord(uint index)
    {
        if (index == 0)
            return InService0;
        if (index == 1)
            return InService1;
        return index == 2 ? InService2 : InService3;
    }

    private void SetInServiceWord(uint index, ulong value)
    {
        if (index == 0)
            InService0 = value;
        else if (index == 1)
            InService1 = value;
        else if (index == 2)
            InService2 = value;
        else
            InService3 = value;
    }

    private readonly uint LocalVector(uint index)
    {
        if (index == 0)
            return LocalTimer;
        if (index == 1)
            return LocalThermal;
        if (index == 2)
            return LocalPerformance;
        if (index == 3)
            return LocalWire0;
        return index == 4 ? LocalWire1 : LocalError;
    }

    private void SetLocalVector(uint index, uint value)
    {
        if (index == 0)
            LocalTimer = value;
        else if (index == 1)
            LocalThermal = value;
        else if (index == 2)
            LocalPerformance = value;
        else if (index == 3)
            LocalWire0 = value;
        else if (index == 4)
            LocalWire1 = value;
        else
            LocalError = value;
    }

    private static bool ReadsZero(uint register) =>
        register == IdRegister || register == ErrorRegister || register == CurrentCountRegister
        || (register >= TriggerModeRegisters && register < RequestRegisters);

    private bool TryStore(uint register, uint value)
    {
        if (register - LocalVectorRegisters < LocalVectors)
        {
            if ((value & ~LocalVectorBits) != 0)
                return false;
            SetLocalVector(register - LocalVectorRegisters, value);
            return true;
        }

        if (register == TaskPriorityRegister && value <= 0xff)
            TaskPriority = value;
        else if (register == SpuriousRegister && (value & ~SpuriousBits) == 0)
            Spurious = value;
        else if (register == InitialCountRegister)
            InitialCount = value;
        else if (register == DivideRegister && (value & ~DivideBits) == 0)
            Divide = value;
        else
            return false;
        return true;
    }

    /// <summary>Section 16.5: fixed and lowest-priority interrupts to this vCPU, by shorthand, id or logical id.</summary>
    private void Send(ulong command)
    {
        const uint LowestPriority = 1;
        const uint ToSelf = 1;
        const uint ToAll = 2;
        const ulong IsLogical = 1 << 11;
        Command = command & ~(1UL << 12);
        uint shorthand = (uint)(command >> 18) & 3;
        uint destination = (uint)(command >> 32);
        bool isHere = shorthand == ToSelf || shorthand == ToAll;
        if (shorthand == 0)
            isHere = destination == uint.MaxValue || (command & IsLogical) == 0
                ? destination == 0 || destination == uint.MaxValue
                : destination >> 16 == 0 && (destination & 1) != 0;
        if (isHere && ((command >> 8) & 7) <= LowestPriority)
            Request((uint)command & 0xff);
    }

    /// <summary>Requests an interrupt of a vector; false if it is none.</summary>
    private bool Request(uint vector)
    {
        if (vector > 0xff)
            return false;
        if (vector < LowestVector)
            return true;
        SetWord(vector >> 6, Word(vector >> 6) | (1UL << (int)(vector & 63)));
        return true;
    }
}
