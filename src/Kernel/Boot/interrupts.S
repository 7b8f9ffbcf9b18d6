/*
 * The entry points of the interrupt descriptor table. Exceptions end in a named panic and do not return. The timer's
 * interrupt is taken in one place only (interrupt_window, wait_for_interrupt); all it does is acknowledge itself.
 */
        .set    APIC_EOI, 0xfee000b0

        .section .text.interrupts, "ax", @progbits
        .globl  exception_stubs, timer_interrupt, spurious_interrupt

/* 32 stubs, 16 bytes apart. Each leaves (error code, vector) on the stack. */
        .align  16
exception_stubs:
        .set    vector, 0
        .rept   32
        .align  16
        .if     vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30
        .else
        pushq   $0
        .endif
        pushq   $vector
        jmp     exception
        .set    vector, vector + 1
        .endr

        .align  16
exception:
        cld
        movq    (%rsp), %rdi            /* vector */
        movq    8(%rsp), %rsi           /* error code */
        movq    16(%rsp), %rdx          /* rip */
        movq    %cr2, %rcx
        andq    $-16, %rsp
        call    exception_panic
        ud2

        .align  16
timer_interrupt:
        pushq   %rax
        movl    $APIC_EOI, %eax
        movl    $0, (%rax)
        popq    %rax
        iretq

        .align  16
spurious_interrupt:
        iretq
        .section .note.GNU-stack, "", @progbits
