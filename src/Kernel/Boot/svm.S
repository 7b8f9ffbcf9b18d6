/*
 * A vCPU's run: AMD64 manual vol. 2, sections 15.5 (VMRUN), 15.5.2 (what it saves), 15.17 (GIF).
 *
 * uint run_guest(rdi slot of the vCPU: its VMCB, then its registers (VcpuSlot.cs))
 *
 * Runs the guest again and again until guest_exit (C#) returns another value than 0, which is the result. What only a
 * switch of vCPUs needs is done once, before and after: the segments and system call MSRs (VMLOAD, VMSAVE), x87, XMM,
 * YMM, XCR0 and PKRU. Between two VMRUNs the guest's are in the processor, the VMCB's fields for them are stale, and guest_exit
 * has to do without them (RDMSR and WRMSR of one save and load them all):
 *   - GIF is 0 from CLGI to STGI but for the guest's own run, so that nothing interrupts; RFLAGS.IF is 1, which says
 *     (with V_INTR_MASKING) that a physical interrupt ends the guest's run, whatever the guest's own IF.
 *   - TR is the guest's: the gate's interrupt table names no stack of the task state segment.
 *   - FS and GS are the guest's: nothing in the image uses them. PKRU says nothing about supervisor pages.
 *   - RBP and R12 to R15 are the guest's, and C# preserves them; RBX it preserves too, but CPUID answers in it.
 *   - Of x87 and XMM, C# uses XMM0 and XMM8, to clear and to copy; both are kept here. The build fails when code that
 *     guest_exit reaches uses another (Image/registers.awk), or an encoding that clears the upper halves of YMM.
 *   - XCR0 is the guest's: C# uses no instruction that asks for it. XSETBV is intercepted (Protected/XsetbvExit.cs), so
 *     that a guest reaches no more state than extended_state has, which is all that is switched here. QEMU's TCG does
 *     not exit for it: XCR0 is read back, and components that CPUID does not announce are switched too.
 * PKRU a guest reaches whatever CPUID says: it may set CR4.PKE.
 */
        .set    TLB_CONTROL, 0x5c
        .set    FX, 6144                /* the area of XSAVE: 64-byte aligned */
        .set    GENERAL, 4096
        .set    RDI, GENERAL + 512
        .set    RSI, GENERAL + 520
        .set    RDX, GENERAL + 528
        .set    R10, GENERAL + 536
        .set    R8, GENERAL + 544
        .set    RBX, GENERAL + 552
        .set    RCX, GENERAL + 560
        .set    R9, GENERAL + 568
        .set    R11, GENERAL + 576
        .set    RBP, GENERAL + 584
        .set    R12, GENERAL + 592
        .set    R13, GENERAL + 600
        .set    R14, GENERAL + 608
        .set    R15, GENERAL + 616
        .set    PKRU, GENERAL + 624
        .set    XCR0, GENERAL + 632
        .set    XMM0, GENERAL + 640
        .set    XMM8, GENERAL + 656

        .section .text.svm, "ax", @progbits
        .globl  run_guest, save_guest_state, load_guest_state, load_extended_control

/* void save_guest_state(rdi slot), void load_guest_state(rdi slot): what VMRUN does not switch, between two VMRUNs. */
save_guest_state:
        movq    %rdi, %rax
        vmsave  %rax
        ret
load_guest_state:
        movq    %rdi, %rax
        vmload  %rax
        ret

/* void load_extended_control(rdi value): XCR0 of the vCPU that runs, between two VMRUNs. */
load_extended_control:
        movl    %edi, %eax
        xorl    %edx, %edx
        xorl    %ecx, %ecx
        xsetbv
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
        /* XRSTOR leaves the x87 instruction and data pointers alone unless an exception is pending: make them ours
           first, or a guest could read where the one before it computed (AMD64 manual vol. 2, section 11.4.4). */
        fnclex
        emms
        fildl   x87_pointers(%rip)
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        movl    extended_state(%rip), %eax
        xsetbv
        xrstor64 FX(%rsi)
        movl    XCR0(%rsi), %eax
        xsetbv
        cmpb    $0, protection_keys(%rip)
        je      1f
        movl    PKRU(%rsi), %eax
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
        movq    %rax, %rsi
        xorl    %ecx, %ecx
        xgetbv                          /* QEMU's TCG does not intercept XSETBV */
        movl    %eax, XCR0(%rsi)
        xorl    %edx, %edx
        movl    extended_state(%rip), %eax
        xsetbv
        xsave64 FX(%rsi)
        cmpb    $0, protection_keys(%rip)
        je      4f
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
