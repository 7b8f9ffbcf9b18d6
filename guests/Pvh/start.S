/*
 * A small PVH kernel without an operating system in it, of 32 or of 64 bits: from the entry (32-bit protected mode, EBX =
 * hvm_start_info) to C, exceptions, user mode, hypercalls through the hypercall page. guests/Pvh/kernel.c is the rest.
 */
#ifdef __x86_64__
#define REG(name) %r##name
#define WORD 8
#define RETURN iretq
#else
#define REG(name) %e##name
#define WORD 4
#define RETURN iretl
#endif
        .set    KERNEL_CODE, 0x08
        .set    KERNEL_DATA, 0x10
        .set    USER_CODE, 0x1b
        .set    USER_DATA, 0x23
        .set    TASK, 0x28

        .section .note.pvh, "a", @note
        .align  4
        .long   4, 4, 18                /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   start32

        .text
        .code32
        .globl  start32
start32:
        /* What the entry promises (Xen's docs/misc/pvh.pandoc): kept for kernel.c to look at. */
        movl    %ebx, entry_state
        movl    %cr0, %eax
        movl    %eax, entry_state + 4
        movl    %cr4, %eax
        movl    %eax, entry_state + 8
        movl    $stack_top, %esp
        pushfl
        popl    entry_state + 12
        movl    $0xc0000080, %ecx
        rdmsr
        movl    %eax, entry_state + 16
        cld
        lgdt    gdt_pointer
#ifdef __x86_64__
        movl    $pdpt + 7, pml4
        movl    $pd + 7, pdpt
        movl    $0x87, pd               /* the first 2 MiB, one to one, for user mode too */
        movl    $pml4, %eax
        movl    %eax, %cr3
        movl    $0x620, %eax            /* PAE, OSFXSR, OSXMMEXCPT */
        movl    %eax, %cr4
        movl    $0xc0000080, %ecx
        rdmsr
        orl     $0x100, %eax            /* LME */
        wrmsr
        movl    %cr0, %eax
        orl     $0x80000000, %eax
        movl    %eax, %cr0
#endif
        ljmp    $KERNEL_CODE, $1f
#ifdef __x86_64__
        .code64
#endif
1:      movl    $KERNEL_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        mov     $stack_top, REG(sp)
        call    main
2:      hlt
        jmp     2b

/* void load_tables(void): the interrupt table and the task, which kernel.c has written. */
        .globl  load_tables
load_tables:
        lidt    idt_pointer
        movl    $TASK, %eax
        ltr     %ax
        ret

/* long hypercall(long number, long first, long second, long third) */
        .globl  hypercall
hypercall:
#ifdef __x86_64__
        movq    %rdi, %rax
        shlq    $5, %rax
        addq    $hypercall_page, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        jmp     *%rax
#else
        pushl   %ebx
        movl    8(%esp), %eax
        shll    $5, %eax
        addl    $hypercall_page, %eax
        movl    12(%esp), %ebx
        movl    16(%esp), %ecx
        movl    20(%esp), %edx
        call    *%eax
        popl    %ebx
        ret
#endif

/*
 * void run_at(void (*function)(void), int is_user): calls it, in user mode perhaps; comes back when it returns, and when
 * it raises an exception or int 0x80.
 */
        .globl  run_at
run_at:
#ifdef __x86_64__
        pushq   %rbx
        pushq   %rbp
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, resume
        movq    %rsp, task + 4
        testl   %esi, %esi
        jnz     1f
        call    *%rdi
        jmp     resume_now
1:      pushq   $USER_DATA
        pushq   $user_stack_top
        pushq   $2
        pushq   $USER_CODE
        pushq   %rdi
        iretq
#else
        movl    4(%esp), %eax
        movl    8(%esp), %ecx
        pushl   %ebx
        pushl   %ebp
        pushl   %esi
        pushl   %edi
        movl    %esp, resume
        movl    %esp, task + 4
        testl   %ecx, %ecx
        jnz     1f
        call    *%eax
        jmp     resume_now
1:      movl    $USER_DATA, %ecx
        movl    %ecx, %ds
        movl    %ecx, %es
        pushl   $USER_DATA
        pushl   $user_stack_top
        pushl   $2
        pushl   $USER_CODE
        pushl   %eax
        iretl
#endif

/* An exception or an interrupt: noted, and back to whoever called run_at. */
caught:
#ifndef __x86_64__
        pushl   %eax
        movl    $KERNEL_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        popl    %eax
#endif
        mov     REG(ax), caught_result
        pop     REG(ax)
        mov     REG(ax), caught_vector
        pop     REG(ax)
        mov     REG(ax), caught_error
        pop     REG(ax)
        mov     REG(ax), caught_at
resume_now:
        mov     resume, REG(sp)
#ifdef __x86_64__
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbp
        popq    %rbx
#else
        popl    %edi
        popl    %esi
        popl    %ebp
        popl    %ebx
#endif
        ret

        .align  16
        .globl  vectors                 /* 33 of them, 16 bytes apart; the last is 0x80's */
vectors:
        .set    vector, 0
        .rept   33
        .align  16
        .if     vector == 8 || (vector >= 10 && vector <= 14) || vector == 17
        .else
        push    $0
        .endif
        push    $vector
        jmp     caught
        .set    vector, vector + 1
        .endr

/* What raises an exception, or has to: each ends with int 0x80, which kernel mode never gets to. */
        .macro  deed name, code:vararg
        .globl  \name
\name:
        \code
        int     $0x80
        .endm

        deed    do_ud2, ud2
        deed    do_xsetbv, xsetbv
        deed    do_int3, int3
        deed    do_cli, cli
        deed    do_hlt, hlt
        deed    do_rdpmc, rdpmc
        .globl  do_divide, do_bad_rdmsr, do_bad_wrmsr, do_bad_segment, do_rdmsr, do_vmmcall, do_nothing, do_vmrun, do_monitor
do_nothing:
        int     $0x80
do_divide:
        xorl    %ecx, %ecx
        divl    %ecx
        int     $0x80
do_bad_rdmsr:
        movl    $0xc0010131, %ecx
        rdmsr
        int     $0x80
do_bad_wrmsr:
        movl    $0xc0010131, %ecx
        xorl    %eax, %eax
        xorl    %edx, %edx
        wrmsr
        int     $0x80
do_rdmsr:
        movl    $0x10, %ecx
        rdmsr
        int     $0x80
do_bad_segment:
        movl    $0x50, %eax
        movl    %eax, %es
        int     $0x80
do_vmrun:                               /* of a page, and MONITOR without extensions: else it is #GP anywhere */
        xorl    %eax, %eax
        vmrun
        int     $0x80
do_monitor:
        xorl    %eax, %eax
        xorl    %ecx, %ecx
        monitor
        int     $0x80
do_vmmcall:                             /* xen_version(0) */
        movl    $17, %eax
        xorl    %ebx, %ebx
        xorl    %edi, %edi
        vmmcall
        int     $0x80

        .data
        .align  8
idt_pointer:
        .word   129 * 2 * WORD - 1
#ifdef __x86_64__
        .quad   idt
#else
        .long   idt
#endif
gdt_pointer:
        .word   7 * 8 - 1
        .long   gdt
        .align  8
        .globl  gdt
gdt:    .quad   0
#ifdef __x86_64__
        .quad   0x00af9b000000ffff, 0x00cf93000000ffff, 0x00affb000000ffff, 0x00cff3000000ffff, 0, 0
#else
        .quad   0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff, 0, 0
#endif

        .bss
        .globl  hypercall_page, shared_page, idt, task, entry_state, caught_vector, caught_error, caught_at, caught_result
        .align  4096
hypercall_page: .skip 4096
shared_page:    .skip 4096
idt:    .skip   4096
#ifdef __x86_64__
pml4:   .skip   4096
pdpt:   .skip   4096
pd:     .skip   4096
#endif
task:   .skip   128
entry_state:    .skip 32
resume: .skip   8
caught_vector:  .skip 8
caught_error:   .skip 8
caught_at:      .skip 8
caught_result:  .skip 8
        .skip   8192
stack_top:
        .skip   4096
user_stack_top:
        .section .note.GNU-stack, "", @progbits
