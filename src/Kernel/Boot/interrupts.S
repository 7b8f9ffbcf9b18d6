/*
 * The entry points of the interrupt descriptor table. Exceptions end in a named panic and do not return;
 * failed checks of generated code end in the same one. The timer's
 * interrupt is taken in one place only (interrupt_window, wait_for_interrupt); all it does is acknowledge itself.
 */
        .set    APIC_EOI, 0xfee000b0

        .section .text.interrupts, "ax", @progbits
        .globl  exception_stubs, timer_interrupt, spurious_interrupt, runtime_panic

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

/* The registers as PanicScreen.cs has them (ExceptionFrame), and CR2. */
        .align  16
exception:
        cld
        pushq   %r15
        pushq   %r14
        pushq   %r13
        pushq   %r12
        pushq   %r11
        pushq   %r10
        pushq   %r9
        pushq   %r8
        pushq   %rbp
        pushq   %rdi
        pushq   %rsi
        pushq   %rdx
        pushq   %rcx
        pushq   %rbx
        pushq   %rax
        movq    %rsp, %rdi
        movq    %cr2, %rsi
        andq    $-16, %rsp
        call    exception_panic
        ud2

/*
 * void runtime_panic(edi check): a failed check of generated code. What the failing function has called jumps here, so that
 * the return address is the failing one's: a frame as the processor leaves it, of that place. RAX, RCX, RDX are lost.
 */
        .set    FIRST_CHECK, 256
        .align  16
runtime_panic:
        movq    %rsp, %rax
        movq    (%rsp), %rcx
        movl    %edi, %edx
        addl    $FIRST_CHECK, %edx
        pushq   $0                      /* ss */
        pushq   %rax                    /* rsp */
        pushq   $0                      /* rflags */
        pushq   $0                      /* cs */
        pushq   %rcx                    /* rip */
        pushq   $0                      /* no error code */
        pushq   %rdx                    /* vector */
        jmp     exception

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
