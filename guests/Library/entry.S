/*
 * A PVH guest's start: 32-bit protected mode, paging off, ebx = hvm_start_info. Maps the first GiB one to one with
 * large pages, enters long mode with SSE, has the hypervisor fill the hypercall page, and calls guest_main (C#).
 */
        .set    CR0_PE, 1 << 0
        .set    CR0_MP, 1 << 1
        .set    CR0_EM, 1 << 2
        .set    CR0_PG, 1 << 31
        .set    CR4_PAE, 1 << 5
        .set    CR4_OSFXSR, 1 << 9
        .set    CR4_OSXMMEXCPT, 1 << 10
        .set    MSR_EFER, 0xc0000080
        .set    EFER_LME, 1 << 8
        .set    XEN_CPUID_HYPERCALL, 0x40000002
        .set    CODE_SELECTOR, 8
        .set    DATA_SELECTOR, 16

        .section .note.pvh, "a", @note
        .align  4
        .long   4, 4, 18                /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   _start32

        .section .text.entry, "ax", @progbits
        .code32
        .globl  _start32
_start32:
        movl    %eax, first_registers   /* what a domain finds at its start: guests/Leak looks at it */
        movl    %ecx, first_registers + 8
        movl    %edx, first_registers + 16
        movl    %esp, first_registers + 24
        movl    %ebp, first_registers + 32
        movl    %esi, first_registers + 40
        movl    %edi, first_registers + 48
        cld
        movl    %ebx, %esi
        movl    $pdpt + 3, pml4
        movl    $pd + 3, pdpt
        movl    $pd, %edi
        movl    $0x83, %eax
        movl    $512, %ecx
1:      movl    %eax, (%edi)
        addl    $8, %edi
        addl    $0x200000, %eax
        loop    1b
        movl    $pml4, %eax
        movl    %eax, %cr3
        movl    %cr4, %eax
        orl     $(CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT), %eax
        movl    %eax, %cr4
        movl    $MSR_EFER, %ecx
        rdmsr
        orl     $EFER_LME, %eax
        wrmsr
        movl    %cr0, %eax
        andl    $~CR0_EM, %eax
        orl     $(CR0_PG | CR0_MP | CR0_PE), %eax
        movl    %eax, %cr0
        lgdt    gdt_pointer
        ljmp    $CODE_SELECTOR, $start64

        .code64
start64:
        movl    $DATA_SELECTOR, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        leaq    stack_top(%rip), %rsp
        movq    %r8, first_registers + 56
        movq    %r9, first_registers + 64
        movq    %r10, first_registers + 72
        movq    %r11, first_registers + 80
        movq    %r12, first_registers + 88
        movq    %r13, first_registers + 96
        movq    %r14, first_registers + 104
        movq    %r15, first_registers + 112
        fxsave64 first_registers + 128
        movl    $XEN_CPUID_HYPERCALL, %eax
        cpuid
        movl    %ebx, %ecx              /* the MSR's number */
        leaq    hypercall_page(%rip), %rax
        xorl    %edx, %edx
        wrmsr
        movl    %esi, %edi
        xorl    %ebp, %ebp
        call    guest_main
2:      hlt
        jmp     2b

/* long hypercall(rdi number, rsi, rdx, rcx arguments): through the hypercall page, 32 bytes a number. */
        .globl  hypercall
hypercall:
        movq    %rdi, %rax
        shlq    $5, %rax
        leaq    hypercall_page(%rip), %r11
        addq    %r11, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        jmp     *%rax

/* ulong read_tsc() */
        .globl  read_tsc
read_tsc:
        rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        ret

/* uint domain_id(): Xen's CPUID leaf 4 tells it in ecx. */
        .globl  domain_id
domain_id:
        pushq   %rbx
        movl    $0x40000004, %eax
        xorl    %ecx, %ecx
        cpuid
        movl    %ecx, %eax
        popq    %rbx
        ret

/* void enable_upcalls(rdi vector): an interrupt table with one entry, and interrupts on. */
        .globl  enable_upcalls
enable_upcalls:
        shlq    $4, %rdi
        leaq    interrupt_table(%rip), %rax
        addq    %rax, %rdi
        leaq    upcall(%rip), %rax
        movw    %ax, (%rdi)
        movw    $CODE_SELECTOR, 2(%rdi)
        movw    $0x8e00, 4(%rdi)
        shrq    $16, %rax
        movw    %ax, 6(%rdi)
        shrq    $16, %rax
        movl    %eax, 8(%rdi)
        lidt    idt_pointer(%rip)
        sti
        ret

/* The upcall: everything that C# may change is saved, XMM registers included. */
upcall:
        pushq   %rax
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %rbp
        movq    %rsp, %rbp
        subq    $512, %rsp
        andq    $-16, %rsp
        fxsave64 (%rsp)
        cld
        call    upcall_handler
        fxrstor64 (%rsp)
        movq    %rbp, %rsp
        popq    %rbp
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rax
        iretq

        .section .rodata
        .align  8
gdt:
        .quad   0
        .quad   0x00af9a000000ffff
        .quad   0x00cf92000000ffff
gdt_pointer:
        .word   23
        .long   gdt
idt_pointer:
        .word   256 * 16 - 1
        .quad   interrupt_table

        .bss
        .globl  pages, first_registers
        .align  16
first_registers:
        .skip   128 + 512
        .align  4096
pml4:   .skip   4096
pdpt:   .skip   4096
pd:     .skip   4096
hypercall_page:
        .skip   4096
interrupt_table:
        .skip   4096
pages:  .skip   4096 * 8                /* to grant away, and to hold bulk data */
        .skip   32768
stack_top:
        .section .note.GNU-stack, "", @progbits
