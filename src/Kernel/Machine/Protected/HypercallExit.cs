namespace Verified.Kernel.Machine.Protected;

/// <summary>VMMCALL: the guest's registers become a request, the result goes to RAX, effects to the machine.</summary>
public static class HypercallExit
{
    private const uint InstructionLength = 3;
    private const ulong LongModeActive = 1 << 10;
    private const ushort CodeIs64Bit = 1 << 9;

    /// <summary>Carries the call out. <see cref="GuestRun.Continue"/>, or what glue has to do.</summary>
    public static uint Handle(ref State s, ref Vmcb vmcb, ref VcpuRegisters registers, uint domain)
    {
        HypercallRequest request;
        request.Mode.Cr0 = vmcb.Cr0;
        request.Mode.Cr3 = vmcb.Cr3;
        request.Mode.Cr4 = vmcb.Cr4;
        request.Mode.Efer = vmcb.Efer;
        request.Mode.PrivilegeLevel = vmcb.Cpl;
        bool wide = (vmcb.Efer & LongModeActive) != 0 && (vmcb.Cs.Attributes & CodeIs64Bit) != 0;
        request.Mode.Is64Bit = wide ? 1U : 0;
        request.Number = vmcb.Rax;
        request.Argument1 = wide ? registers.Rdi : registers.Rbx;
        request.Argument2 = wide ? registers.Rsi : registers.Rcx;
        request.Argument3 = registers.Rdx;
        request.Argument4 = wide ? registers.R10 : registers.Rsi;
        request.Argument5 = wide ? registers.R8 : registers.Rdi;

        CallEffect effect = default;
        long result = HypercallEntry.Call(ref s, domain, ref request, ref effect);
        if (effect.Kind == EffectKind.Continue)
        {
            // Only part is done: the guest executes its VMMCALL again, with what is left.
            if (wide)
                registers.Rsi = request.Argument2;
            else
                registers.Rcx = request.Argument2;
            registers.Rdx = request.Argument3;
            return GuestRun.Continue;
        }

        vmcb.Rax = wide ? (ulong)result : (uint)result;
        vmcb.StepTo(vmcb.Rip + InstructionLength);
        if (effect.Kind == EffectKind.Console)
            return Console(ref s, ref effect);
        return effect.Kind == EffectKind.None && s.Log.Written == s.Log.Taken ? GuestRun.Continue : RunEnd.Yielded;
    }

    /// <summary>Copies what the guest wrote into the report, for glue to print.</summary>
    private static uint Console(ref State s, ref CallEffect effect)
    {
        ref RunReport report = ref RunReport.s_last;
        for (uint i = 0; i < effect.Length && i < ConsoleText.Capacity; i++)
            report.Text[(int)i] = effect.Buffer.Read8(ref s, i);
        report.Length = effect.Length;
        return RunEnd.Console;
    }
}
