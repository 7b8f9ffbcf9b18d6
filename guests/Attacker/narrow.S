/*
 * long narrow_hypercall(rdi number, rsi, rdx, rcx arguments): the call is made by 32-bit code (number in EAX, arguments
 * EBX ECX EDX), in a code segment of a table of descriptors of this file's own.
 */
        .set    NARROW_SELECTOR, 24
        .set    CODE_SELECTOR, 8

        .section .text.narrow, "ax", @progbits
        .code64
        .globl  narrow_hypercall
narrow_hypercall:
        pushq   %rbx
        lgdt    narrow_gdt_pointer(%rip)
        movl    %edi, %eax
        movl    %esi, %ebx
        movl    %ecx, %edi
        movl    %edx, %ecx
        movl    %edi, %edx
        ljmp    *to_narrow(%rip)

        .code32
narrow:
        vmmcall
        ljmp    $CODE_SELECTOR, $wide

        .code64
wide:
        cltq
        popq    %rbx
        ret

        .section .rodata
        .align  8
narrow_gdt:
        .quad   0
        .quad   0x00af9a000000ffff
        .quad   0x00cf92000000ffff
        .quad   0x00cf9a000000ffff      /* 32-bit code */
narrow_gdt_pointer:
        .word   31
        .quad   narrow_gdt
to_narrow:
        .long   narrow
        .word   NARROW_SELECTOR
        .section .note.GNU-stack, "", @progbits
