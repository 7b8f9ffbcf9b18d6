/*
 * A vCPU's run: AMD64 manual vol. 2, sections 15.5 (VMRUN), 15.5.2 (what it saves), 15.17 (GIF).
 *
 * uint run_guest(rdi slot of the vCPU: its VMCB, then its registers (VcpuSlot.cs))
 *
 * Runs the guest again and again until guest_exit (C#) returns another value than 0, which is the result. What only a
 * switch of vCPUs needs is done once, before and after: the segments and system call MSRs (VMLOAD, VMSAVE), x87, XMM
 * and PKRU. Between two VMRUNs the guest's are in the processor, the VMCB's fields for them are stale, and guest_exit
 * has to do without them (RDMSR and WRMSR of one save and load them all):
 *   - GIF is 0 from CLGI to STGI but for the guest's own run, so that nothing interrupts; RFLAGS.IF is 1, which says
 *     (with V_INTR_MASKING) that a physical interrupt ends the guest's run, whatever the guest's own IF.
 *   - TR is the guest's: the gate's interrupt table names no stack of the task state segment.
 *   - FS and GS are the guest's: nothing in the image uses them. PKRU says nothing about supervisor pages.
 *   - RBP and R12 to R15 are the guest's, and C# preserves them; RBX it preserves too, but CPUID answers in it.
 *   - Of x87 and XMM, C# uses XMM0 and XMM8, to clear and to copy; both are kept here. The build fails when code that
 *     guest_exit reaches uses another (Image/registers.awk).
 * YMM cannot be reached by a guest: XSETBV is intercepted, so XCR0 stays as reset left it. PKRU can, whatever CPUID
 * says: a guest may set CR4.PKE.
 */
        .set    TLB_CONTROL, 0x5c
        .set    FX, 4096
        .set    RDI, FX + 512
        .set    RSI, FX + 520
        .set    RDX, FX + 528
        .set    R10, FX + 536
        .set    R8, FX + 544
        .set    RBX, FX + 552
        .set    RCX, FX + 560
        .set    R9, FX + 568
        .set    R11, FX + 576
        .set    RBP, FX + 584
        .set    R12, FX + 592
        .set    R13, FX + 600
        .set    R14, FX + 608
        .set    R15, FX + 616
        .set    PKRU, FX + 624
        .set    XMM0, FX + 640
        .set    XMM8, FX + 656

        .section .text.svm, "ax", @progbits
        .globl  run_guest, save_guest_state, load_guest_state

/* void save_guest_state(rdi slot), void load_guest_state(rdi slot): what VMRUN does not switch, between two VMRUNs. */
save_guest_state:
        movq    %rdi, %rax
        vmsave  %rax
        ret
load_guest_state:
        movq    %rdi, %rax
        vmload  %rax
        ret

run_guest:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        pushq   %rdi
        movq    %rdi, %rsi
        clgi
        lidt    gate_idt_pointer(%rip)
        /* FXRSTOR leaves the x87 instruction and data pointers alone unless an exception is pending: make them ours
           first, or a guest could read where the one before it computed (AMD64 manual vol. 2, section 11.4.4). */
        fnclex
        emms
        fildl   x87_pointers(%rip)
        fxrstor64 FX(%rsi)
        cmpb    $0, protection_keys(%rip)
        je      1f
        movl    PKRU(%rsi), %eax
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        wrpkru
1:      movq    %rsi, %rax
        vmload  %rax
        movq    RBP(%rax), %rbp
        movq    R12(%rax), %r12
        movq    R13(%rax), %r13
        movq    R14(%rax), %r14
        movq    R15(%rax), %r15
        sti
        jmp     3f

2:      movq    (%rsp), %rax
        movups  XMM0(%rax), %xmm0
        movups  XMM8(%rax), %xmm8
3:      movq    RBX(%rax), %rbx
        movq    RCX(%rax), %rcx
        movq    RDX(%rax), %rdx
        movq    RSI(%rax), %rsi
        movq    RDI(%rax), %rdi
        movq    R8(%rax), %r8
        movq    R9(%rax), %r9
        movq    R10(%rax), %r10
        movq    R11(%rax), %r11
        vmrun   %rax                    /* rax afterwards: the host's again, the slot */
        movl    $0, TLB_CONTROL(%rax)   /* a flush that was asked for is done */
        movq    %rbx, RBX(%rax)
        movq    %rcx, RCX(%rax)
        movq    %rdx, RDX(%rax)
        movq    %rsi, RSI(%rax)
        movq    %rdi, RDI(%rax)
        movq    %r8, R8(%rax)
        movq    %r9, R9(%rax)
        movq    %r10, R10(%rax)
        movq    %r11, R11(%rax)
        movups  %xmm0, XMM0(%rax)
        movups  %xmm8, XMM8(%rax)
        movq    %rax, %rdi
        call    guest_exit
        testl   %eax, %eax
        jz      2b

        movl    %eax, %ebx
        popq    %rax
        movq    %rbp, RBP(%rax)
        movq    %r12, R12(%rax)
        movq    %r13, R13(%rax)
        movq    %r14, R14(%rax)
        movq    %r15, R15(%rax)
        vmsave  %rax
        movups  XMM0(%rax), %xmm0
        movups  XMM8(%rax), %xmm8
        fxsave64 FX(%rax)
        cmpb    $0, protection_keys(%rip)
        je      4f
        movq    %rax, %rsi
        xorl    %ecx, %ecx
        rdpkru
        movl    %eax, PKRU(%rsi)
4:      leaq    host_vmcb(%rip), %rax
        vmload  %rax
        ldmxcsr host_mxcsr(%rip)
        lidt    idt_pointer(%rip)
        cli
        stgi
        movl    %ebx, %eax
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret

        .section .rodata
        .align  4
host_mxcsr:
        .long   0x1f80                  /* reset value: all exceptions masked */
x87_pointers:
        .long   0
        .section .note.GNU-stack, "", @progbits
