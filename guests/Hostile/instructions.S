/* What a well-behaved guest does not execute. */
        .section .text.instructions, "ax", @progbits
        .globl  run_vmrun, run_xsetbv, run_undefined, run_string_output, swap_debug_registers, halt_for_good
        .globl  read_port8, write_read_msr, read_through_gs, fill_and_check_xmm, fill_and_check_pkru, call_from_user_mode

run_vmrun:
        movl    $0x1000, %eax
        vmrun   %rax
        ret

run_xsetbv:
        xorl    %ecx, %ecx
        movl    $7, %eax
        xorl    %edx, %edx
        xsetbv
        ret

/* No interrupt table is loaded: the exception becomes a triple fault. */
run_undefined:
        ud2

run_string_output:
        leaq    run_undefined(%rip), %rsi
        movl    $4, %ecx
        movl    $0x3f8, %edx
        rep outsb
        ret

/* uint swap_debug_registers(pattern): 1 when DR0 to DR3 and DR7 hold what was put in, by way of other registers too */
swap_debug_registers:
        pushq   %r12
        pushq   %rbp
        movq    %rdi, %r12
        leaq    1(%rdi), %rbp
        movq    %r12, %dr0
        movq    %rbp, %dr1
        movq    %rdi, %dr2
        movq    %rbp, %dr3
        movl    $0x403, %ecx
        movq    %rcx, %dr7
        xorl    %eax, %eax
        movq    %dr0, %r8
        cmpq    %rdi, %r8
        jne     1f
        movq    %dr1, %rdx
        cmpq    %rbp, %rdx
        jne     1f
        movq    %dr2, %rbp
        cmpq    %rdi, %rbp
        jne     1f
        movq    %dr3, %r12
        leaq    1(%rdi), %rdx
        cmpq    %rdx, %r12
        jne     1f
        movq    %dr7, %r9
        cmpq    $0x403, %r9
        sete    %al
1:      popq    %rbp
        popq    %r12
        ret

/* With interrupts on: with interrupts off it would mean poweroff. */
halt_for_good:
        sti
        hlt
        jmp     halt_for_good

/* uint read_port8(port) */
read_port8:
        movl    %edi, %edx
        xorl    %eax, %eax
        inb     %dx, %al
        ret

/* ulong write_read_msr(msr, value): what the MSR then reads. */
write_read_msr:
        movl    %edi, %ecx
        movl    %esi, %eax
        movq    %rsi, %rdx
        shrq    $32, %rdx
        wrmsr
        movl    %edi, %ecx
        rdmsr
        shlq    $32, %rdx
        orq     %rdx, %rax
        ret

/* ulong read_through_gs(address): GS's base by WRMSR, and then what an access through GS finds there. */
read_through_gs:
        movl    $0xc0000101, %ecx
        movl    %edi, %eax
        movq    %rdi, %rdx
        shrq    $32, %rdx
        wrmsr
        movq    %gs:0, %rax
        ret

/*
 * uint fill_and_check_xmm(rdi pattern, rsi rounds): keeps a pattern in XMM0, XMM15, MXCSR's rounding bits and two x87
 * words over many preemptions; 0 when it stayed.
 */
fill_and_check_xmm:
        subq    $24, %rsp
        movq    %rdi, %xmm0
        movq    %rdi, %xmm15
        movl    %edi, %eax
        andl    $3, %eax
        shll    $13, %eax
        orl     $0x1f80, %eax
        movl    %eax, (%rsp)
        ldmxcsr (%rsp)
        movl    %eax, %r8d
        movq    %rdi, 8(%rsp)
        fildll  8(%rsp)
1:      movq    %xmm0, %rax
        movq    %xmm15, %rdx
        cmpq    %rdi, %rax
        jne     2f
        cmpq    %rdi, %rdx
        jne     2f
        stmxcsr (%rsp)
        cmpl    %r8d, (%rsp)
        jne     2f
        fistpll 8(%rsp)
        cmpq    %rdi, 8(%rsp)
        jne     2f
        fildll  8(%rsp)
        decq    %rsi
        jnz     1b
        xorl    %eax, %eax
        jmp     3f
2:      movl    $1, %eax
3:      fninit
        movl    $0x1f80, (%rsp)
        ldmxcsr (%rsp)
        addq    $24, %rsp
        ret
/*
 * uint fill_and_check_pkru(rdi pattern, rsi rounds): keeps a pattern in PKRU over many preemptions; 0 when it stayed.
 * CPUID does not announce protection keys, and the processor has them all the same.
 */
fill_and_check_pkru:
        movq    %cr4, %rax
        orq     $(1 << 22), %rax
        movq    %rax, %cr4
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        movl    %edi, %eax
        wrpkru
1:      rdpkru
        cmpl    %edi, %eax
        jne     2f
        decq    %rsi
        jnz     1b
        xorl    %eax, %eax
        ret
2:      movl    $1, %eax
        ret

/*
 * long call_from_user_mode(rdi number, rsi, rdx, rcx arguments): the hypercall at CPL 3. SYSRET goes there once the page
 * tables let user code in, SYSCALL comes back.
 */
call_from_user_mode:
        pushq   %rbx
        movq    %rdi, %r8
        movq    %rsi, %r9
        movq    %rdx, %r10
        movq    %rcx, %rbx
        movq    %cr3, %rax
        orq     $4, (%rax)              /* user, at each level */
        movq    (%rax), %rax
        andq    $~0xfff, %rax
        orq     $4, (%rax)
        movq    (%rax), %rax
        andq    $~0xfff, %rax
        movl    $512, %ecx
1:      orq     $4, (%rax)
        addq    $8, %rax
        loop    1b
        movq    %cr3, %rax
        movq    %rax, %cr3
        movl    $0xc0000080, %ecx       /* EFER.SCE */
        rdmsr
        orl     $1, %eax
        wrmsr
        movl    $0xc0000081, %ecx       /* STAR: selectors of both ways */
        xorl    %eax, %eax
        movl    $0x001b0008, %edx
        wrmsr
        movl    $0xc0000082, %ecx       /* LSTAR */
        leaq    3f(%rip), %rax
        movq    %rax, %rdx
        shrq    $32, %rdx
        wrmsr
        leaq    2f(%rip), %rcx
        movl    $2, %r11d
        sysretq
2:      movq    %r8, %rax
        movq    %r9, %rdi
        movq    %r10, %rsi
        movq    %rbx, %rdx
        vmmcall
        syscall
3:      popq    %rbx
        ret
        .section .note.GNU-stack, "", @progbits
