/*
 * Operations between two readings of the time-stamp counter, with nothing between them but the instruction that exits:
 * the figure is VMMCALL (or CPUID), the hypervisor's whole path and the return. timed_nothing is the same without it.
 */
        .set    CODE_SELECTOR, 8
        .set    GATE_SIZE, 16

        .section .text.timing, "ax", @progbits
        .globl  timed_nothing, timed_call, timed_cpuid, timed_upcall, install_timed_upcall

        .macro  begin
        pushq   %rbx
        movq    %rdi, %r9
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %r10
        rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        movq    %rax, %rbx
        movq    %r10, %rdx
        movq    %r9, %rax
        .endm

        .macro  end
        movq    %rax, %r9
        rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        subq    %rbx, %rax
        movq    %r9, (%r8)
        popq    %rbx
        ret
        .endm

/* ulong timed_nothing(rdi number, rsi, rdx, rcx arguments, r8 where the result goes): the meter's own share. */
timed_nothing:
        begin
        end

/* ulong timed_call(the same) */
timed_call:
        begin
        vmmcall
        end

/* ulong timed_cpuid(rdi leaf, rsi, rdx, rcx, r8 where EAX goes); its EBX goes to RBX, so the start stands elsewhere. */
timed_cpuid:
        begin
        movq    %rbx, %r11
        cpuid
        movq    %r11, %rbx
        end

/* ulong timed_upcall(as timed_call): until the first instruction of the upcall's handler, which the call causes. */
timed_upcall:
        begin
        sti
        vmmcall
        nop
        cli
        movq    %rcx, %rax
        subq    %rbx, %rax
        movq    %r9, (%r8)
        popq    %rbx
        ret

upcall:
        movq    %rax, %r9
        rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        movq    %rax, %rcx
        iretq

/* void install_timed_upcall(rdi vector): an interrupt table with one entry. Interrupts stay off. */
install_timed_upcall:
        imulq   $GATE_SIZE, %rdi
        leaq    table(%rip), %rax
        addq    %rax, %rdi
        leaq    upcall(%rip), %rax
        movw    %ax, (%rdi)
        movw    $CODE_SELECTOR, 2(%rdi)
        movw    $0x8e00, 4(%rdi)
        shrq    $16, %rax
        movw    %ax, 6(%rdi)
        shrq    $16, %rax
        movl    %eax, 8(%rdi)
        lidt    table_pointer(%rip)
        ret

        .section .rodata
        .align  8
table_pointer:
        .word   256 * GATE_SIZE - 1
        .quad   table

        .bss
        .align  4096
table:  .skip   256 * GATE_SIZE
        .section .note.GNU-stack, "", @progbits
