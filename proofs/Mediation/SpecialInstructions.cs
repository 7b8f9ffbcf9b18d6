using Iced.Intel;
using Verified.Symbolic.ControlFlow;
using Verified.Symbolic.X86;

namespace Verified.Proofs.Mediation;

/// <summary>
/// Instructions that are more than arithmetic, moves and control flow, and the only functions that may hold them. What
/// is ordinary is listed (the instructions that the lifter knows, and division); everything else is special, so that an
/// instruction that nobody thought of cannot slip through.
/// </summary>
internal static class SpecialInstructions
{
    private static readonly HashSet<Mnemonic> s_ordinary =
    [
        .. InstructionSet.Standard.Mnemonics,
        Mnemonic.Div, Mnemonic.Idiv, Mnemonic.Nop, Mnemonic.Int3, Mnemonic.Ud2, Mnemonic.Cld, Mnemonic.Cqo, Mnemonic.Cdq,
    ];

    /// <summary>Where each may stand, and why.</summary>
    public static IReadOnlyList<(string Function, string Instructions, string Why)> Table { get; } =
    [
        ("gate_call", "mov cr3", "opens and closes the gate: checked instruction by instruction"),
        ("run_guest", "clgi stgi sti cli lidt vmload vmsave vmrun", "a vCPU's run; interrupts and the gate's table with it"),
        ("run_guest", "fnclex emms fild xrstor64 xsave64 xgetbv xsetbv ldmxcsr rdpkru wrpkru", "what VMRUN does not switch"),
        ("save_guest_state", "vmsave", "the MSRs of a vCPU that runs, for RDMSR and WRMSR"),
        ("load_guest_state", "vmload", "the same, back"),
        ("load_extended_control", "xsetbv", "XCR0 of a vCPU that runs, for its XSETBV"),
        ("port_write8", "out", "serial ports, APIC and timer at boot"),
        ("port_read8", "in", "serial ports, timer at boot"),
        ("port_write32", "out", "the debug exit"),
        ("read_tsc", "rdtsc", "the time"),
        ("read_cpuid", "cpuid", "CPUID for a guest"),
        ("interrupt_window", "sti cli", "the one window for interrupts"),
        ("wait_for_interrupt", "sti hlt cli", "the idle machine"),
        ("halt_forever", "cli hlt", "the end"),
        ("exception", "mov cr2", "reads where a page fault was, for the panic"),
        ("timer_interrupt", "iretq", "the return from an interrupt"),
        ("spurious_interrupt", "iretq", "the return from an interrupt"),
        ("memmove", "std", "copies downwards, and clears the flag again"),
    ];

    /// <summary>The special instructions of a function: none for most.</summary>
    public static IEnumerable<(Instruction Instruction, string Name)> Of(CodeFunction function) => function
        .Instructions.Values
        .Select(i => (i, NameOf(i)))
        .Where(special => special.Item2 is not null)!;

    /// <summary>Every special instruction stands where the table says.</summary>
    public static MediationFinding Check(KernelCode code)
    {
        int count = 0;
        List<string> against = [];
        HashSet<string> used = [];
        foreach (CodeFunction function in code.Running.Functions)
        {
            string name = KernelCode.NameOf(function);
            foreach ((Instruction instruction, string special) in Of(function))
            {
                count++;
                if (MayStandIn(name, special))
                    used.Add(name);
                else
                    against.Add($"'{instruction}' at {code.Place(instruction.IP)}: no row of the table lets it stand there");
            }
        }

        return MediationFinding.Of(
            "instructions",
            "privileged and state-changing instructions stand only in the functions named for them",
            $"{count} in {used.Count} functions",
            against);
    }

    private static bool MayStandIn(string function, string special) => Table
        .Where(row => row.Function == function)
        .Any(row => row.Instructions == special || (!special.Contains(' ', StringComparison.Ordinal)
            && row.Instructions.Split(' ').Contains(special)));

    private static string? NameOf(in Instruction i)
    {
        string mnemonic = i.Mnemonic.ToString().ToLowerInvariant();
        for (int k = 0; k < i.OpCount; k++)
        {
            if (i.GetOpKind(k) != OpKind.Register)
                continue;
            Register register = i.GetOpRegister(k);
            if (register.IsCR() || register.IsDR() || register.IsTR() || register.IsSegmentRegister())
                return $"{mnemonic} {register}".ToLowerInvariant();
        }

        if (i.SegmentPrefix is Register.FS or Register.GS && i.Mnemonic != Mnemonic.Nop)
            return $"{mnemonic} {i.SegmentPrefix}".ToLowerInvariant();
        bool isFlow = i.IsJmpShortOrNear || i.IsJccShortOrNear || i.IsCallNear || i.Code == Code.Retnq;
        return isFlow || s_ordinary.Contains(i.Mnemonic) ? null : mnemonic;
    }
}
