/*
 * One run of a guest: AMD64 manual vol. 2, sections 15.5 (VMRUN), 15.5.2 (what it saves), 15.17 (GIF).
 *
 * void vmrun_vcpu(rdi physical address of the VMCB, rsi registers of the vCPU (VcpuRegisters.cs))
 *
 * VMRUN switches rax, rsp, rip, rflags, the control registers and CS, SS, DS, ES; VMLOAD and VMSAVE the rest of the
 * segments; the general, x87 and XMM registers are switched here. YMM cannot be reached by a guest: XSETBV is
 * intercepted, so XCR0 stays as reset left it. PKRU can, whatever CPUID says: a guest may set CR4.PKE. GIF is 0 from CLGI to STGI; RFLAGS.IF is 1 only around VMRUN, where it
 * says (V_INTR_MASKING) that a physical interrupt ends the guest's run, whatever the guest's own IF.
 */
        .set    FX, 0
        .set    RBX, 512
        .set    RCX, 520
        .set    RDX, 528
        .set    RSI, 536
        .set    RDI, 544
        .set    RBP, 552
        .set    R8, 560
        .set    R9, 568
        .set    R10, 576
        .set    R11, 584
        .set    R12, 592
        .set    R13, 600
        .set    R14, 608
        .set    R15, 616
        .set    PKRU, 624

        .section .text.svm, "ax", @progbits
        .globl  vmrun_vcpu
vmrun_vcpu:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        pushq   %rsi
        movq    %rdi, %rax
        clgi
        /* FXRSTOR leaves the x87 instruction and data pointers alone unless an exception is pending: make them ours
           first, or a guest could read where the one before it computed (AMD64 manual vol. 2, section 11.4.4). */
        fnclex
        emms
        fildl   x87_pointers(%rip)
        fxrstor64 FX(%rsi)
        vmload  %rax
        cmpb    $0, protection_keys(%rip)
        je      1f
        movq    %rax, %rdi
        movl    PKRU(%rsi), %eax
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        wrpkru
        movq    %rdi, %rax
1:      movq    RBX(%rsi), %rbx
        movq    RCX(%rsi), %rcx
        movq    RDX(%rsi), %rdx
        movq    RDI(%rsi), %rdi
        movq    RBP(%rsi), %rbp
        movq    R8(%rsi), %r8
        movq    R9(%rsi), %r9
        movq    R10(%rsi), %r10
        movq    R11(%rsi), %r11
        movq    R12(%rsi), %r12
        movq    R13(%rsi), %r13
        movq    R14(%rsi), %r14
        movq    R15(%rsi), %r15
        movq    RSI(%rsi), %rsi
        sti
        nop
        vmrun   %rax
        cli
        vmsave  %rax                    /* rax is the host's again: the VMCB's address */
        pushq   %rsi
        movq    8(%rsp), %rsi
        movq    %rbx, RBX(%rsi)
        movq    %rcx, RCX(%rsi)
        movq    %rdx, RDX(%rsi)
        popq    RSI(%rsi)
        movq    %rdi, RDI(%rsi)
        movq    %rbp, RBP(%rsi)
        movq    %r8, R8(%rsi)
        movq    %r9, R9(%rsi)
        movq    %r10, R10(%rsi)
        movq    %r11, R11(%rsi)
        movq    %r12, R12(%rsi)
        movq    %r13, R13(%rsi)
        movq    %r14, R14(%rsi)
        movq    %r15, R15(%rsi)
        fxsave64 FX(%rsi)
        cmpb    $0, protection_keys(%rip)
        je      1f
        xorl    %ecx, %ecx
        rdpkru
        movl    %eax, PKRU(%rsi)
1:
        leaq    host_vmcb(%rip), %rax
        vmload  %rax
        ldmxcsr host_mxcsr(%rip)
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        stgi
        ret

        .section .rodata
        .align  4
host_mxcsr:
        .long   0x1f80                  /* reset value: all exceptions masked */
x87_pointers:
        .long   0
        .section .note.GNU-stack, "", @progbits
