/*
 * A guest that stays in 32-bit code: number in EAX, arguments EBX ECX EDX, result in EAX (hypercalls.md). First as PVH
 * enters it, without paging; then with 32-bit paging, a page of 4 MiB that maps its memory one to one and a page of
 * 4 KiB that shows its arguments elsewhere. Each step prints what it found.
 */
        .set    MEMORY_OP, 12
        .set    XEN_VERSION, 17
        .set    CONSOLE_IO, 18
        .set    SCHED_OP, 29
        .set    EVENT_CHANNEL_OP, 32
        .set    WRITE, 0
        .set    SHUTDOWN, 2
        .set    SEND, 4
        .set    ALLOC_UNBOUND, 6
        .set    DOMID_SELF, 0x7ff0
        .set    EPERM, -1
        .set    ENOSYS, -38
        .set    EFAULT, -14
        .set    EINVAL, -22
        .set    CR4_PSE, 1 << 4
        .set    CR0_PG, 1 << 31
        .set    CR0_WP, 1 << 16
        .set    ALIAS, 0x40000000       /* where the page of arguments is shown, too */
        .set    NOTHING, 0x80000000     /* where nothing is */
        .set    READ_ONLY, 0x40001000   /* the page of arguments, for reading */

        .section .note.pvh, "a", @note
        .align  4
        .long   4, 4, 18                /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   _start32

        .macro  hypercall number, first, second, third
        movl    $\number, %eax
        movl    $\first, %ebx
        movl    $\second, %ecx
        movl    $\third, %edx
        vmmcall
        .endm

/* Prints "name: ok" when EAX is as expected, else "name: NOT ok". */
        .macro  expect result, name
        cmpl    $\result, %eax
        call    say
        .ascii  "\name: \0"
        .endm

        .macro  set_msr number, value
        movl    $\number, %ecx
        movl    $\value, %eax
        xorl    %edx, %edx
        wrmsr
        .endm

        .section .text.narrow, "ax", @progbits
        .code32
        .globl  _start32, runtime_panic
_start32:
        cld
        movl    $stack_top, %esp
        movl    $DOMID_SELF | (DOMID_SELF << 16), argument
        hypercall EVENT_CHANNEL_OP, ALLOC_UNBOUND, argument, 0
        expect  0, "alloc_unbound without paging"
        movl    argument + 4, %eax
        expect  1, "its port"
        hypercall EVENT_CHANNEL_OP, SEND, argument + 4, 0
        expect  0, "send without paging"
        hypercall XEN_VERSION, 0, 0, 0
        expect  0x40011, "xen_version"
        hypercall MEMORY_OP, 0, 0, 0
        expect  ENOSYS, "memory_op is not offered"
        hypercall EVENT_CHANNEL_OP, SEND, 0xf0000000, 0
        expect  EFAULT, "an argument beyond memory"

        set_msr 0x174, 8                /* SYSENTER_CS, ESP, EIP: SYSEXIT goes to CPL 3, SYSENTER comes back */
        set_msr 0x175, stack_top
        set_msr 0x176, 2f
        movl    $1f, %edx
        movl    $stack_top, %ecx
        sysexit
1:      hypercall EVENT_CHANNEL_OP, SEND, argument + 4, 0
        sysenter
2:      expect  EPERM, "send from user mode"

        movl    $0x83, directory        /* 4 MiB at 0: present, writable, large */
        movl    $table + 3, directory + (ALIAS >> 22) * 4
        movl    $argument + 3, table
        movl    $argument + 1, table + 4
        movl    $directory, %eax
        movl    %eax, %cr3
        movl    %cr4, %eax
        orl     $CR4_PSE, %eax
        movl    %eax, %cr4
        movl    %cr0, %eax
        orl     $CR0_PG | CR0_WP, %eax
        movl    %eax, %cr0
        jmp     1f
1:      movl    $DOMID_SELF | (DOMID_SELF << 16), ALIAS
        hypercall EVENT_CHANNEL_OP, ALLOC_UNBOUND, ALIAS, 0
        expect  0, "alloc_unbound through a page of 4 KiB"
        movl    argument + 4, %eax
        expect  2, "its port"
        hypercall EVENT_CHANNEL_OP, SEND, argument + 4, 0
        expect  0, "send through a page of 4 MiB"
        hypercall EVENT_CHANNEL_OP, SEND, READ_ONLY + 4, 0
        expect  0, "send through a read-only page"
        hypercall EVENT_CHANNEL_OP, ALLOC_UNBOUND, READ_ONLY, 0
        expect  EFAULT, "alloc_unbound through a read-only page"
        hypercall EVENT_CHANNEL_OP, SEND, NOTHING, 0
        expect  EFAULT, "send where nothing is mapped"
        movl    $99999, argument
        hypercall EVENT_CHANNEL_OP, SEND, argument, 0
        expect  EINVAL, "send on a port that is none"
        movl    failures, %eax
        movl    %eax, argument
        hypercall SCHED_OP, SHUTDOWN, argument, 0
runtime_panic:
        ud2

/* The text to print stands where it was called from. ZF says whether all is well. */
say:
        movl    $good, %esi
        movl    $good_end - good, %ebp
        je      1f
        movl    $bad, %esi
        movl    $bad_end - bad, %ebp
        movl    $3, failures            /* SHUTDOWN_crash */
1:      movl    (%esp), %edx            /* the text */
        movl    $line, %edi
2:      movb    (%edx), %al
        incl    %edx
        testb   %al, %al
        jz      3f
        stosb
        jmp     2b
3:      movl    %edx, (%esp)
        movl    %ebp, %ecx
        rep movsb
        movl    %edi, %ecx
        subl    $line, %ecx
        movl    $CONSOLE_IO, %eax
        movl    $WRITE, %ebx
        movl    $line, %edx
        vmmcall
        ret

        .section .rodata
good:   .ascii  "ok\n"
good_end:
bad:    .ascii  "NOT ok\n"
bad_end:

        .bss
        .align  4096
directory:
        .skip   4096
table:  .skip   4096
argument:
        .skip   4096
failures:
        .skip   4
line:   .skip   256
        .align  16
        .skip   4096
stack_top:
        .section .note.GNU-stack, "", @progbits
