using Iced.Intel;
using Verified.Proofs;
using Verified.Proofs.Image;
using Verified.Proofs.Mediation;

namespace Verified.Mediation.Tests;

/// <summary>
/// Complete mediation of the image that boots, and bugs in its machine code that each refute one sentence of it.
/// </summary>
public sealed class MediationTests
{
    private static readonly byte[] s_wrmsr = [0x0f, 0x30];
    private static readonly byte[] s_jumpThroughRax = [0xff, 0xe0];
    private const byte Call = 0xe8;
    private const byte Jump = 0xe9;

    [Fact]
    public void Every_sentence_is_proved_of_the_image_that_boots()
    {
        IReadOnlyList<MediationFinding> findings = MediationProof.Of(PlantedImage.Whole);

        Assert.Equal(MediationProof.Names, findings.Select(finding => finding.Name));
        Assert.All(findings, finding => Assert.True(
            finding.Verdict == Verdict.Proved, $"{finding}\n{string.Join('\n', finding.Details)}"));
        Assert.Contains(
            "unaccounted 0", findings.Single(finding => finding.Name == "coverage").Figures, StringComparison.Ordinal);
    }

    [Fact]
    public void An_extra_WRMSR_in_glue_is_found()
    {
        Instruction place = PlantedImage.Find("Machine_Protected_CpuidExit__Hide", i => i.Length >= 2);

        Refuted(PlantedImage.With(place, s_wrmsr), "instructions", "wrmsr");
    }

    [Fact]
    public void A_move_to_CR3_outside_the_gate_is_found()
    {
        Instruction place = PlantedImage.Find("Machine_RunLoop__Run", i => i.Length >= 3);

        Refuted(PlantedImage.With(place, 0x0f, 0x22, 0xd8), "instructions", "mov cr3");
    }

    [Fact]
    public void A_jump_through_a_register_is_found()
    {
        Instruction place = PlantedImage.Find("HypercallEntry__CallWide", i => i.Length >= 2 && i.FlowControl == FlowControl.Next);

        Refuted(PlantedImage.With(place, s_jumpThroughRax), "control flow", "jumps through a register");
    }

    [Fact]
    public void A_jump_into_the_middle_of_an_instruction_is_found()
    {
        Instruction place = PlantedImage.Find("HypercallEntry__CallWide", i => i.Length >= 5 && i.FlowControl == FlowControl.Next);
        Instruction target = PlantedImage.Find("GuestBuffer__TryOpen", i => i.Length >= 5);

        Refuted(
            PlantedImage.With(place, PlantedImage.Transfer(Jump, place, target.IP + 1)), "control flow", "shares bytes");
    }

    [Fact]
    public void An_interrupt_that_leads_to_code_without_a_place_in_the_table_is_found()
    {
        Instruction stub = PlantedImage.Find("exception_stubs", i => i.IsJmpShortOrNear && i.Length == 5);
        ulong elsewhere = PlantedImage.Function("RhpReversePInvoke").Address;

        Refuted(PlantedImage.With(stub, PlantedImage.Transfer(Jump, stub, elsewhere)), "coverage", "RhpReversePInvoke");
    }

    [Fact]
    public void A_gate_that_stays_open_is_found()
    {
        Instruction close = PlantedImage.Code.All.FunctionAt(PlantedImage.Code.Address("gate_call"))!
            .Instructions.Values.Last(i => i.Op0Register == Register.CR3);

        Refuted(PlantedImage.With(close), "gate", "nop");
    }

    [Fact]
    public void A_call_past_the_gate_is_found()
    {
        Instruction call = PlantedImage.Find("Machine_RunLoop__RenewAllowances", i => i.IsCallNear);
        ulong dispatch = PlantedImage.Code.Address("gate_dispatch");

        Refuted(PlantedImage.With(call, PlantedImage.Transfer(Call, call, dispatch)), "gate", "not through the gate");
    }

    [Fact]
    public void A_handler_that_is_called_for_another_domain_is_found()
    {
        // Of the slot, the word behind the one that says whose it is.
        Instruction load = PlantedImage.Find(
            "Machine_Protected_GuestRun__Exit", i => i.Mnemonic == Mnemonic.Mov && i.MemoryDisplacement64 == 0x1440);

        Refuted(PlantedImage.WithDisplacement(load, 0x1444), "handlers", "not for the current domain");
    }

    [Fact]
    public void A_register_that_is_not_given_back_is_found()
    {
        Instruction save = PlantedImage.Find("GuestBuffer__TryOpen", i => i.Code == Code.Push_r64 && i.Op0Register == Register.RBX);

        // push rdi in the place of push rbx
        Refuted(PlantedImage.With(save, 0x57), "stack", "does not give rbx back");
    }

    [Fact]
    public void A_store_of_glue_to_the_state_is_found()
    {
        Instruction store = PlantedImage.Find(
            "Machine_Protected_GuestRun__Exit", i => i is { Mnemonic: Mnemonic.Mov, Op0Kind: OpKind.Memory, MemoryDisplacement64: 0x5f8 });

        // mov [rip + x], rax: the first bytes of the state
        ulong state = PlantedImage.Whole.StateAddress;
        byte[] instead = [0x48, 0x89, 0x05, .. BitConverter.GetBytes((int)(state - (store.IP + 7)))];
        Refuted(PlantedImage.With(store, instead), "stores", "by itself");
    }

    [Fact]
    public void An_intercept_that_a_new_VMCB_lacks_is_found()
    {
        Instruction store = PlantedImage.Find(
            "Machine_Protected_VcpuSetup__WriteControl", i => i is { Code: Code.Mov_rm32_imm32, MemoryDisplacement64: 0x10 });
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(store.IP, store.Length);
        // Bit 13 of word 4: XSETBV.
        bytes[^3] &= 0xdf;

        Refuted(PlantedImage.With(store, bytes), "entry state", "XSETBV");
        Refuted(PlantedImage.With(store, bytes), "new vCPU", "XSETBV");
    }

    [Fact]
    public void An_exit_that_changes_an_intercept_is_found()
    {
        // The interrupt shadow is cleared at offset 0x68; the exceptions' intercepts stand at 0x08.
        Instruction store = PlantedImage.Find(
            "Machine_Protected_GuestRun__Exit", i => i is { Mnemonic: Mnemonic.Mov, Op0Kind: OpKind.Memory, MemoryDisplacement64: 0x68 });
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(store.IP, store.Length);
        bytes[bytes.AsSpan().IndexOf((byte)0x68)] = 0x08;

        Refuted(PlantedImage.With(store, bytes), "entry state", "may be lost");
    }

    [Fact]
    public void A_domain_with_the_hosts_address_space_identifier_is_found()
    {
        Instruction increment = PlantedImage.Find("Machine_Protected_VcpuSetup__WriteControl", i => i.Mnemonic == Mnemonic.Inc);

        Refuted(PlantedImage.With(increment), "new vCPU", "ASID");
    }

    [Fact]
    public void A_walk_through_a_leaf_that_is_not_there_is_found()
    {
        Instruction test = PlantedImage.Find("GuestPageWalk__Translate", i => i.Mnemonic == Mnemonic.Test && i.Op0Register.IsGPR64()
            && i.Op0Register == i.Op1Register);
        Instruction jump = PlantedImage.Find("GuestPageWalk__Translate", i => i.IP == test.NextIP);
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(jump.IP, jump.Length);
        Assert.Equal(Code.Jne_rel8_64, jump.Code);
        // A short jump that is always taken.
        bytes[0] = 0xeb;

        Refuted(PlantedImage.With(jump, bytes), "own memory", "a leaf of the caller's shows");
    }

    [Fact]
    public void A_translation_for_writing_that_finds_a_read_only_page_is_found()
    {
        Instruction test = PlantedImage.Find("GuestPageWalk__Translate", i => i.Mnemonic == Mnemonic.Test
            && i.Op1Kind != OpKind.Register && i.GetImmediate(1) == 2);
        Instruction jump = PlantedImage.Find("GuestPageWalk__Translate", i => i.IP == test.NextIP);

        Refuted(PlantedImage.With(jump), "own memory", "the frame that is found");
    }

    [Fact]
    public void A_number_that_leads_to_another_handler_is_found()
    {
        Instruction jump = PlantedImage.JumpTo("HypercallEntry__CallWide", "EventChannelCall__OfStatus");
        ulong elsewhere = PlantedImage.Function("EventChannelCall__OfBindInterdomain").Address;

        Refuted(
            PlantedImage.With(jump, PlantedImage.Transfer(Jump, jump, elsewhere)),
            "dispatch", "EventChannelCall__OfBindInterdomain is the table's", "HypercallEntry__CallWide");
    }

    [Fact]
    public void A_handler_that_is_given_another_register_is_found()
    {
        // vm_assist(command, type): the type is taken from where the command stands.
        Instruction load = PlantedImage.Find(
            "HypercallEntry__CallRare", i => i.Mnemonic == Mnemonic.Mov && i.MemoryDisplacement64 == 0xdf8);

        Refuted(PlantedImage.WithDisplacement(load, 0xdf0), "dispatch", "VirtualCpu__Assist is the table's", "HypercallEntry__CallRare");
    }

    [Fact]
    public void A_handler_that_is_given_another_field_of_its_structure_is_found()
    {
        // evtchn_alloc_unbound: { u16 dom, u16 remote_dom }, read as one word.
        Instruction shift = PlantedImage.Find(
            "EventChannelCall__OfAllocUnbound", i => i.Mnemonic == Mnemonic.Shr && i.GetImmediate(1) == 16);
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(shift.IP, shift.Length);
        bytes[^1] = 8;

        Refuted(PlantedImage.With(shift, bytes), "dispatch", "EventChannel__AllocUnbound is the table's", "EventChannelCall__OfAllocUnbound");
    }

    [Fact]
    public void A_number_that_is_not_offered_and_answered_otherwise_is_found()
    {
        Instruction load = PlantedImage.Find(
            "HypercallEntry__CallRare", i => i.Mnemonic == Mnemonic.Mov && i.Op0Register == Register.RAX && i.Op1Kind != OpKind.Memory);
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(load.IP, load.Length);
        bytes[^4] = 0xdb;

        Refuted(PlantedImage.With(load, bytes), "dispatch", "what is not offered", "HypercallEntry__CallRare");
    }

    [Fact]
    public void A_stopped_domain_that_nobody_is_told_of_is_found()
    {
        // effect.Kind = Reschedule, behind shutdown, block and poll.
        Instruction store = PlantedImage.Find("SchedulerCall__Run", i => i.Code == Code.Mov_rm32_imm32 && i.GetImmediate(1) == 1);

        Refuted(PlantedImage.With(store), "requires", "at its end the domain may call", "SchedulerCall__Run");
    }

    [Fact]
    public void A_page_for_load_memory_that_is_not_the_callers_own_is_found()
    {
        // The access that OfMemory asks the walk for: 2, to write its own. 1 would do with a mapping.
        Instruction call = PlantedImage.Find("DomctlCall__OfMemory", i => i.IsCallNear
            && i.NearBranchTarget == PlantedImage.Function("GuestPageWalk__Translate").Address);
        Instruction load = PlantedImage.Before("DomctlCall__OfMemory", call, i =>
            i.Mnemonic == Mnemonic.Mov && i.Op0Register == Register.R8D && i.Op1Kind == OpKind.Immediate32);
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(load.IP, load.Length);
        bytes[^4] = 1;

        Refuted(PlantedImage.With(load, bytes), "requires", "what DomainControl__LoadMemory requires", "DomctlCall__Run");
    }

    [Fact]
    public void A_flush_that_is_taken_and_not_asked_for_is_found()
    {
        Instruction store = PlantedImage.Find("Machine_Protected_GuestRun__Exit", i =>
            i.Code == Code.Mov_rm32_imm32 && i.MemoryDisplacement64 == 0x5c);

        Refuted(PlantedImage.With(store), "flush", "a flush is taken only", "Machine_Protected_GuestRun__Exit");
    }

    [Fact]
    public void A_flush_that_is_owed_and_not_taken_is_found()
    {
        Instruction test = PlantedImage.Find("Machine_Protected_GuestRun__Turn", i =>
            i is { Mnemonic: Mnemonic.Cmp, Op0Kind: OpKind.Memory, MemoryDisplacement64: 0x14 });
        Instruction jump = PlantedImage.Find("Machine_Protected_GuestRun__Turn", i => i.IP == test.NextIP);
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(jump.IP, jump.Length);
        Assert.Equal(Code.Je_rel8_64, jump.Code);
        bytes[0] = 0xeb;

        Refuted(PlantedImage.With(jump, bytes), "flush", "owes no flush", "Machine_Protected_GuestRun__Turn");
    }

    [Fact]
    public void An_identifier_of_another_domain_that_is_not_flushed_is_found()
    {
        Instruction store = PlantedImage.Find("Machine_Protected_GuestRun__Run", i =>
            i.Code == Code.Mov_rm32_imm32 && i.MemoryDisplacement64 == 0x5c);

        Refuted(PlantedImage.With(store), "flush", "served another domain is flushed", "Machine_Protected_GuestRun__Run");
    }

    [Fact]
    public void TLB_CONTROL_that_is_cleared_before_VMRUN_is_found()
    {
        Instruction store = PlantedImage.Find("Machine_Protected_HypercallExit__AtTime", i =>
            i.Code == Code.Mov_rm32_imm32 && i.MemoryDisplacement64 == 0x5c);
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(store.IP, store.Length);
        bytes[^4] = 0;

        Refuted(PlantedImage.With(store, bytes), "flush", "a flush is taken only", "Machine_Protected_HypercallExit__AtTime");
    }

    [Fact]
    public void A_frame_that_the_stack_has_no_room_for_is_found()
    {
        Instruction frame = PlantedImage.Find(
            "Machine_Protected_ContextTransfer__General", i => i.Mnemonic == Mnemonic.Sub && i.Op0Register == Register.RSP);
        byte[] bytes = PlantedImage.Whole.Elf.Bytes(frame.IP, frame.Length);
        bytes[^3] = 0x7f;

        Refuted(PlantedImage.With(frame, bytes), "stack depth", "may be taken");
    }

    [Fact]
    public void A_function_that_calls_itself_is_found()
    {
        Instruction call = PlantedImage.Find("Machine_Protected_GuestRun__Run", i => i.IsCallNear);

        Refuted(
            PlantedImage.With(call, PlantedImage.Transfer(Call, call, PlantedImage.Function("Machine_Protected_GuestRun__Run").Address)),
            "stack depth", "can call itself");
    }

    [Fact]
    public void A_register_that_is_loaded_from_another_ones_place_is_found()
    {
        Instruction load = PlantedImage.Find("run_guest", i => i.Mnemonic == Mnemonic.Mov && i.Op0Register == Register.R10
            && i.Op1Kind == OpKind.Memory);

        Refuted(
            PlantedImage.WithDisplacement(load, (uint)load.MemoryDisplacement64 + 8),
            "vCPU switch", "loaded from another place");
    }

    [Fact]
    public void A_register_of_a_guest_that_is_not_kept_is_found()
    {
        Instruction store = PlantedImage.Find("run_guest", i => i.Mnemonic == Mnemonic.Mov && i.Op0Kind == OpKind.Memory
            && i.Op1Register == Register.R12);

        Refuted(PlantedImage.With(store), "vCPU switch", "r12 is not loaded once");
    }

    [Fact]
    public void An_XCR0_that_is_loaded_from_another_place_is_found()
    {
        Instruction load = PlantedImage.Find("run_guest", i => i.Mnemonic == Mnemonic.Mov && i.Op0Register == Register.EAX
            && i.MemoryBase == Register.RSI && i.MemoryDisplacement64 == 0x1278);

        Refuted(PlantedImage.WithDisplacement(load, 0x1288), "vCPU switch", "XCR0 is not the vCPU's own");
    }

    [Fact]
    public void Extended_state_that_is_not_kept_is_found()
    {
        Instruction store = PlantedImage.Find("run_guest", i => i.Mnemonic == Mnemonic.Xsave64);

        Refuted(PlantedImage.With(store), "vCPU switch", "no xsave64 of the vCPU's slot");
    }

    private static void Refuted(ImageUnderProof image, string name, string because, string? routine = null)
    {
        MediationFinding finding = routine is null
            ? PlantedImage.Finding(image, name)
            : PlantedImage.Finding(image, name, routine);

        Assert.Equal(Verdict.Refuted, finding.Verdict);
        Assert.Contains(finding.Details, detail => detail.Contains(because, StringComparison.Ordinal));
    }
}
