/*
 * Every register that a guest reaches: filled with a pattern, and written down. No interrupt table is loaded: an
 * exception would end the guest.
 */
        .set    CR4_OSXSAVE, 1 << 18
        .set    CR4_PKE, 1 << 22
        .set    X87_SSE_AVX, 7

/* In the buffer of capture: what stands where. */
        .set    AT_DEBUG, 128
        .set    AT_CONTROL, 176         /* CR2, CR8, PKRU, XCR0 */
        .set    AT_MSRS, 256
        .set    AT_EXTENDED, 1024

        .section .text.registers, "ax", @progbits
        .globl  enable_extended, fill_registers, hold_registers, capture_registers

/* void enable_extended(): x87, XMM, YMM and PKRU, as an operating system does. */
enable_extended:
        movq    %cr4, %rax
        orq     $(CR4_OSXSAVE | CR4_PKE), %rax
        movq    %rax, %cr4
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        movl    $X87_SSE_AVX, %eax
        xsetbv
        ret

/* void fill_registers(rdi pattern): those that C# leaves alone. Bits 63 to 47 of the pattern are equal. */
fill_registers:
        leaq    msrs_of_64_bits(%rip), %r8
        movq    %rdi, %rdx
        shrq    $32, %rdx
1:      movl    (%r8), %ecx
        testl   %ecx, %ecx
        jz      2f
        movl    %edi, %eax
        wrmsr
        addq    $4, %r8
        jmp     1b
2:      leaq    msrs_of_32_bits(%rip), %r8
        xorl    %edx, %edx
3:      movl    (%r8), %ecx
        testl   %ecx, %ecx
        jz      4f
        movl    %edi, %eax
        wrmsr
        addq    $4, %r8
        jmp     3b
4:      movq    %rdi, %dr0
        movq    %rdi, %dr1
        movq    %rdi, %dr2
        movq    %rdi, %dr3
        movq    %rdi, %cr2
        movl    %edi, %eax
        andl    $7, %eax
        movq    %rax, %cr8
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        movl    %edi, %eax
        wrpkru
        ret

/*
 * void hold_registers(rdi pattern, rsi ticks): keeps it in x87, YMM and the general registers for so many ticks of the
 * time-stamp counter, all of them but the two of RDTSC.
 */
hold_registers:
        pushq   %rbx
        pushq   %rbp
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $24, %rsp
        movq    %rdi, (%rsp)
        movw    $0x3fff, 8(%rsp)
        .rept   8
        fldt    (%rsp)
        .endr
        vmovq   %rdi, %xmm0
        vpbroadcastq %xmm0, %ymm0
        .irp    number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        vmovdqa %ymm0, %ymm\number
        .endr
        rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        addq    %rax, %rsi
        .irp    register, rbx, rcx, rbp, r8, r9, r10, r11, r12, r13, r14, r15
        movq    %rdi, %\register
        .endr
1:      rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        cmpq    %rsi, %rax
        movq    %rdi, %rax
        movq    %rdi, %rdx
        jb      1b
        fninit
        addq    $24, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbp
        popq    %rbx
        ret

/* void capture_registers(rdi buffer of 2048 bytes, 64-byte aligned). */
capture_registers:
        movq    %rax, (%rdi)
        movq    %rcx, 8(%rdi)
        movq    %rdx, 16(%rdi)
        movq    %rsi, 24(%rdi)
        movq    %r8, 32(%rdi)
        movq    %r9, 40(%rdi)
        movq    %r10, 48(%rdi)
        movq    %r11, 56(%rdi)
        movq    %rbx, 64(%rdi)
        movq    %rbp, 72(%rdi)
        movq    %r12, 80(%rdi)
        movq    %r13, 88(%rdi)
        movq    %r14, 96(%rdi)
        movq    %r15, 104(%rdi)
        movl    $X87_SSE_AVX, %eax
        xorl    %edx, %edx
        xsave64 AT_EXTENDED(%rdi)
        movq    %dr0, %rax
        movq    %rax, AT_DEBUG(%rdi)
        movq    %dr1, %rax
        movq    %rax, AT_DEBUG + 8(%rdi)
        movq    %dr2, %rax
        movq    %rax, AT_DEBUG + 16(%rdi)
        movq    %dr3, %rax
        movq    %rax, AT_DEBUG + 24(%rdi)
        movq    %dr6, %rax
        movq    %rax, AT_DEBUG + 32(%rdi)
        movq    %dr7, %rax
        movq    %rax, AT_DEBUG + 40(%rdi)
        movq    %cr2, %rax
        movq    %rax, AT_CONTROL(%rdi)
        movq    %cr8, %rax
        movq    %rax, AT_CONTROL + 8(%rdi)
        xorl    %ecx, %ecx
        rdpkru
        movq    %rax, AT_CONTROL + 16(%rdi)
        xgetbv
        movq    %rax, AT_CONTROL + 24(%rdi)
        leaq    AT_MSRS(%rdi), %r9
        leaq    msrs_of_64_bits(%rip), %r8
1:      movl    (%r8), %ecx
        addq    $4, %r8
        testl   %ecx, %ecx
        jz      1b                      /* between the lists */
        cmpl    $-1, %ecx
        je      2f
        rdmsr
        movl    %eax, (%r9)
        movl    %edx, 4(%r9)
        addq    $8, %r9
        jmp     1b
2:      ret

        .section .rodata
        .align  4
msrs_of_64_bits:                        /* STAR, LSTAR, CSTAR, bases of FS and GS and the swapped one, SYSENTER's */
        .long   0xc0000081, 0xc0000082, 0xc0000083, 0xc0000100, 0xc0000101, 0xc0000102, 0x174, 0x175, 0x176, 0
msrs_of_32_bits:                        /* SFMASK; the APIC timer's initial count */
        .long   0xc0000084, 0x838, 0
        /* Read only: EFER, PAT, the APIC's base, id, version, priorities, logical id, spurious vector. */
        .long   0xc0000080, 0x277, 0x1b, 0x802, 0x803, 0x808, 0x80a, 0x80d, 0x80f
        /* In service, trigger mode, requested. */
        .long   0x810, 0x811, 0x812, 0x813, 0x814, 0x815, 0x816, 0x817, 0x818, 0x819, 0x81a, 0x81b, 0x81c, 0x81d, 0x81e
        .long   0x81f, 0x820, 0x821, 0x822, 0x823, 0x824, 0x825, 0x826, 0x827
        /* Errors, command, local vector table, current count, divider; microcode, HWCR, interrupt pending. */
        .long   0x828, 0x830, 0x832, 0x833, 0x834, 0x835, 0x836, 0x837, 0x839, 0x83e, 0x8b, 0xc0010015, 0xc0010055, -1
        .section .note.GNU-stack, "", @progbits
