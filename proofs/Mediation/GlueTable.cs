namespace Verified.Proofs.Mediation;

/// <summary>
/// Which code may be what. A function that stands in no row is unaccounted for, and the theorem fails: new code has to
/// be given its place here, on purpose.
/// </summary>
internal static class GlueTable
{
    /// <summary>The beginnings of names of operations and their parts: the portable kernel behind its entry.</summary>
    public static IReadOnlyList<string> Operations { get; } =
    [
        "Monitor_", "Audit__", "Decision__", "DomainControl__", "DomainParameters__", "EventChannel__", "FrameMemory__",
        "FramePool__", "GrantTable__", "Label__", "Mediation__", "PhysicalMap__", "PolicyChange__", "PolicyStage__",
        "PolicyStore__", "Scheduler__", "UpcallVector__", "VirtualCpu__", "VirtualInterrupt__",
    ];

    /// <summary>What comes between an exit and a handler, behind the gate, with why it is there.</summary>
    public static IReadOnlyList<(string Name, string Why)> Inner { get; } =
    [
        ("run_guest", "VMRUN, and what it does not switch"),
        ("save_guest_state", "VMSAVE, for RDMSR and WRMSR"),
        ("load_guest_state", "VMLOAD, for RDMSR and WRMSR"),
        ("load_extended_control", "XCR0, for XSETBV"),
        ("gate_call", "the gate"),
        ("Machine_Protected_", "exits, the VMCB, the gate's operations"),
        ("Machine_Areas__", "where the areas stand"),
        ("Machine_Clock__", "the time, on both sides of the gate"),
        ("Machine_Serial__", "what is typed, and domain 0's port"),
        ("HypercallEntry__", "by number to the call"),
        ("AcmCall__", "arguments"),
        ("ChangeArgument__", "arguments"),
        ("ConsoleCall__", "arguments"),
        ("ConsoleRing__", "what a guest has put into its console page"),
        ("DebugMove__", "an instruction that exited"),
        ("DebugRegisters__", "a vCPU's own"),
        ("DomctlCall__", "arguments"),
        ("EventChannelCall__", "arguments"),
        ("GrantElement__", "arguments"),
        ("GrantTableCall__", "arguments"),
        ("GrantTableStructure__", "arguments"),
        ("HvmCall__", "arguments"),
        ("LocalApic__", "a vCPU's own"),
        ("MemoryCall__", "arguments"),
        ("MemoryListCall__", "arguments"),
        ("DomctlMemoryCall__", "arguments"),
        ("MulticallCall__", "a list of calls"),
        ("PolicyChangeCall__", "arguments"),
        ("PolicyReport__", "results"),
        ("SchedulerCall__", "arguments"),
        ("TimeScale__", "the counter's rate, for a new domain"),
        ("TimerCall__", "arguments"),
        ("VcpuCall__", "arguments"),
        ("XenVersionCall__", "results"),
        ("GuestBuffer__", "the caller's memory"),
        ("GuestPageWalk__", "the caller's page tables"),
        ("LegacyPageWalk__", "the caller's page tables"),
        ("port_", "console, APIC, interval timer, the end"),
        ("read_tsc", "the time"),
        ("read_cpuid", "CPUID for a guest"),
        ("memset", "block operations"),
        ("memmove", "block operations"),
        ("memcpy", "block operations"),
        ("copy_block", "block operations"),
        ("System_", "spans"),
    ];

    /// <summary>What runs in front of the gate, with why it is there.</summary>
    public static IReadOnlyList<(string Name, string Why)> Outer { get; } =
    [
        ("exception_stubs", "the entries of the interrupt tables"),
        ("exception", "the common end of exceptions"),
        ("runtime_panic", "failed checks of generated code: the common end of exceptions follows"),
        ("timer_interrupt", "acknowledges itself"),
        ("spurious_interrupt", "does nothing"),
        ("interrupt_window", "where an interrupt is taken"),
        ("wait_for_interrupt", "where the idle machine waits"),
        ("halt_forever", "the end"),
        ("finish_boot", "calls the scheduler; what follows that call is UD2"),
        ("Machine_", "scheduler, console, panics"),
        ("Hook__", "what the console calls a hook"),
        ("Boot_", "building the first domains, through the gate; over when the first guest runs"),
        ("Internal_Runtime_", "failed checks of generated code"),
    ];

    public static CodeClass Of(string name)
    {
        if (Inner.Any(row => name.StartsWith(row.Name, StringComparison.Ordinal)))
            return CodeClass.Inner;
        if (Operations.Any(row => name.StartsWith(row, StringComparison.Ordinal)))
            return CodeClass.Operation;
        return Outer.Any(row => name.StartsWith(row.Name, StringComparison.Ordinal))
            ? CodeClass.Outer
            : CodeClass.Unaccounted;
    }
}
