using System.Runtime.CompilerServices;

namespace Verified.Kernel.Machine.Protected;

/// <summary>VMMCALL: the guest's registers become a request, the result goes to RAX, effects to the machine.</summary>
public static class HypercallExit
{
    /// <summary>Bytes of VMMCALL.</summary>
    public const uint InstructionLength = 3;


    /// <summary>A call of 32-bit code: other registers, and the low half of the result.</summary>
    public static unsafe uint HandleNarrow(ref State s, VcpuSlot* slot)
    {
        ref HypercallRequest request = ref MachineState.Instance.Narrow;
        ref VcpuRegisters registers = ref slot->Registers;
        request.Mode.CodeAttributes = slot->Request.Mode.CodeAttributes;
        request.Mode.PrivilegeLevel = slot->Request.Mode.PrivilegeLevel;
        request.Mode.Efer = slot->Request.Mode.Efer;
        request.Mode.Cr0 = slot->Request.Mode.Cr0;
        request.Mode.Cr3 = slot->Request.Mode.Cr3;
        request.Mode.Cr4 = slot->Request.Mode.Cr4;
        request.Number = slot->Vmcb.Rax;
        request.Argument1 = registers.Rbx;
        request.Argument2 = registers.Rcx;
        request.Argument3 = registers.Rdx;
        request.Argument4 = registers.Rsi;
        request.Argument5 = registers.Rdi;
        long result = HypercallEntry.CallNarrow(ref s, slot->Domain, ref request, ref slot->Effect);
        if (slot->Effect.Kind == EffectKind.Continue)
        {
            registers.Rbx = request.Argument1;
            registers.Rcx = request.Argument2;
            registers.Rdx = request.Argument3;
        }

        if (slot->Effect.Kind != EffectKind.None)
            return Effect(slot, (uint)result);
        slot->Vmcb.Rax = (uint)result;
        slot->Vmcb.StepTo(slot->Vmcb.Rip + InstructionLength);
        return RunEnd.None;
    }

    /// <summary>
    /// The end of a call that asks something of the machine beside its result: what that is, is said anew by the next
    /// call that does.
    /// </summary>
    public static unsafe uint Effect(VcpuSlot* slot, ulong result)
    {
        bool goesOn = (slot->Effect.Kind & EffectKind.ThenContinue) != 0;
        uint kind = slot->Effect.Kind & ~EffectKind.ThenContinue;
        slot->Effect.Kind = EffectKind.None;
        // Only part is done: the guest executes its VMMCALL again, with what is left.
        if (kind == EffectKind.Continue)
            return GuestRun.Proceed(slot);
        if (kind == EffectKind.Clock)
            return AtTime(slot);
        uint subject = slot->Effect.Length;
        if (kind == EffectKind.ConsoleInput)
            result = ConsoleInput(ref Areas.State, ref slot->Effect);
        else if (kind >= EffectKind.NewVcpu)
            result = ContextTransfer.Do(ref Areas.State, kind, ref slot->Effect);
        if (!goesOn)
        {
            slot->Vmcb.Rax = result;
            slot->Vmcb.StepTo(slot->Vmcb.Rip + InstructionLength);
        }

        if (kind == EffectKind.NewVcpu)
        {
            RunReport.s_last.Length = subject;
            return RunEnd.NewDomain;
        }

        if (kind == EffectKind.ConsoleInput || kind > EffectKind.NewVcpu)
            return GuestRun.Proceed(slot);
        if (kind != EffectKind.Console)
            return RunEnd.Yielded;
        Console(ref Areas.State, ref slot->Effect);
        return RunEnd.Console;
    }

    /// <summary>The call again, with the time.</summary>
    private static unsafe uint AtTime(VcpuSlot* slot)
    {
        slot->Effect.Now = Clock.Now;
        uint end = slot->Request.Mode.Is64Bit != 0 ? HandleWide(slot) : HandleNarrow(ref Areas.State, slot);
        slot->Effect.Now = 0;
        return end != RunEnd.None ? end : GuestRun.Proceed(slot);
    }

    private static unsafe uint HandleWide(VcpuSlot* slot)
    {
        long result = HypercallEntry.CallWide(ref Areas.State, slot->Domain, ref slot->Request, ref slot->Effect);
        if (slot->Effect.Kind != EffectKind.None)
            return Effect(slot, (ulong)result);
        slot->Vmcb.Rax = (ulong)result;
        slot->Vmcb.StepTo(slot->Vmcb.Rip + InstructionLength);
        return RunEnd.None;
    }

    /// <summary>Copies what has been typed into the caller's buffer; how many bytes it is.</summary>
    private static uint ConsoleInput(ref State s, ref CallEffect effect)
    {
        uint count = 0;
        while (count < effect.Length && count < FrameMemory.FrameSize && Serial.HasInput)
        {
            effect.Buffer.Write8(ref s, count, Serial.ReadByte());
            count++;
        }

        return count;
    }

    /// <summary>Copies what the guest wrote into the report, for glue to print.</summary>
    private static void Console(ref State s, ref CallEffect effect)
    {
        ref RunReport report = ref RunReport.s_last;
        for (uint i = 0; i < effect.Length && i < ConsoleText.Capacity; i++)
            report.Text[(int)i] = effect.Buffer.Read8(ref s, i);
        report.Length = effect.Length;
    }
}
