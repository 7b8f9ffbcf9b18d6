namespace Verified.Kernel;

/// <summary>The virtual interrupts (public/xen.h, VIRQ_*).</summary>
public static class VirtualInterrupt
{
    /// <summary>VIRQ_TIMER: the single-shot timer has fired.</summary>
    public const uint Timer = 0;

    /// <summary>VIRQ_DEBUG.</summary>
    public const uint Debug = 1;

    /// <summary>VIRQ_CONSOLE: there is console input.</summary>
    public const uint Console = 2;

    /// <summary>VIRQ_DOM_EXC: a domain has shut down or is gone.</summary>
    public const uint DomainException = 3;

    /// <summary>VIRQ_XENOPROF.</summary>
    public const uint Profile = 7;

    /// <summary>VIRQ_XENPMU.</summary>
    public const uint PerformanceMonitor = 13;

    /// <summary>NR_VIRQS: every number is below it.</summary>
    public const uint Count = 24;

    /// <summary>Whether it speaks of the whole machine (only domain 0 may bind it), not of one vCPU.</summary>
    public static bool IsOfMachine(uint virq) =>
        virq != Timer && virq != Debug && virq != Profile && virq != PerformanceMonitor;
}
