/*
 * From the PVH entry (Xen's docs/misc/pvh.pandoc: 32-bit protected mode, paging off, ebx = hvm_start_info) to C#.
 * First on provisional tables that map 4 GiB one to one; then, once early_boot has written the final ones, on those.
 */
        .set    CR0_PE, 1 << 0
        .set    CR0_MP, 1 << 1
        .set    CR0_EM, 1 << 2
        .set    CR0_WP, 1 << 16
        .set    CR0_PG, 1 << 31
        .set    CR4_PAE, 1 << 5
        .set    CR4_OSFXSR, 1 << 9
        .set    CR4_OSXMMEXCPT, 1 << 10
        .set    CR4_OSXSAVE, 1 << 18
        .set    CR4_PKE, 1 << 22
        .set    CPUID_EXTENDED_STATE, 0xd
        .set    X87_SSE_AVX_MPX, 0x1f
        .set    CPUID_FEATURES, 7
        .set    FEATURES_ECX_PKU, 1 << 3
        .set    MSR_EFER, 0xc0000080
        .set    EFER_LME, 1 << 8
        .set    EFER_NXE, 1 << 11
        .set    EFER_SVME, 1 << 12
        .set    MSR_VM_HSAVE_PA, 0xc0010117
        .set    PAGE_SMALL_TABLE, 0x3
        .set    PAGE_LARGE, 0x83
        .set    CODE_SELECTOR, 8
        .set    DATA_SELECTOR, 16
        .set    TASK_SELECTOR, 24

        .section .note.pvh, "a", @note
        .align  4
        .long   4, 4, 18                /* XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   _start32

        .section .boot.text, "ax", @progbits
        .code32
        .globl  _start32
_start32:
        cld
        movl    %ebx, %esi
        movl    $provisional_pml4, %edi
        movl    $provisional_pdpt + PAGE_SMALL_TABLE, (%edi)
        movl    $provisional_pdpt, %edi
        movl    $provisional_pd + PAGE_SMALL_TABLE, %eax
        movl    $4, %ecx
1:      movl    %eax, (%edi)
        addl    $8, %edi
        addl    $4096, %eax
        loop    1b
        movl    $provisional_pd, %edi
        movl    $PAGE_LARGE, %eax
        movl    $2048, %ecx
2:      movl    %eax, (%edi)
        addl    $8, %edi
        addl    $0x200000, %eax
        loop    2b
        movl    $provisional_pml4, %eax
        movl    %eax, %cr3
        movl    %cr4, %eax
        orl     $(CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT), %eax
        movl    %eax, %cr4
        movl    $MSR_EFER, %ecx
        rdmsr
        orl     $(EFER_LME | EFER_NXE), %eax
        wrmsr
        movl    %cr0, %eax
        andl    $~CR0_EM, %eax
        orl     $(CR0_PG | CR0_MP | CR0_PE), %eax
        movl    %eax, %cr0
        lgdt    provisional_gdt_pointer
        ljmp    $CODE_SELECTOR, $start64

        .code64
start64:
        movl    $DATA_SELECTOR, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        leaq    glue_stack_top(%rip), %rsp
        movl    %esi, %edi
        call    early_boot              /* checks for SVM, writes everything that is sealed afterwards */

        movl    $CPUID_FEATURES, %eax
        xorl    %ecx, %ecx
        cpuid
        testl   $FEATURES_ECX_PKU, %ecx
        jz      3f
        movq    %cr4, %rax
        orq     $CR4_PKE, %rax
        movq    %rax, %cr4
        movb    $1, protection_keys(%rip)
3:      movq    %cr4, %rax              /* early_boot has checked for XSAVE */
        orq     $CR4_OSXSAVE, %rax
        movq    %rax, %cr4
        movl    $CPUID_EXTENDED_STATE, %eax
        xorl    %ecx, %ecx
        cpuid
        andl    $X87_SSE_AVX_MPX, %eax
        movl    %eax, extended_state(%rip)
        movl    $MSR_EFER, %ecx
        rdmsr
        orl     $EFER_SVME, %eax
        wrmsr
        movl    $MSR_VM_HSAVE_PA, %ecx
        leaq    host_save_area(%rip), %rax
        xorl    %edx, %edx
        wrmsr
        /* Here, because LTR marks the descriptor busy: on the final tables the GDT is read-only. */
        lgdt    gdt_pointer(%rip)
        lidt    idt_pointer(%rip)
        movl    $DATA_SELECTOR, %eax
        movl    %eax, %ss
        movl    $TASK_SELECTOR, %eax
        ltr     %ax
        leaq    finish_boot(%rip), %rax
        jmp     *%rax

        .align  8
provisional_gdt:
        .quad   0
        .quad   0x00af9a000000ffff
        .quad   0x00cf92000000ffff
provisional_gdt_pointer:
        .word   23
        .long   provisional_gdt

/* On the final tables: the provisional ones, and the boot code above, are no longer mapped. */
        .section .text.boot, "ax", @progbits
finish_boot:
        leaq    gate_pml4(%rip), %rax
        movq    %cr0, %rcx
        orq     $CR0_WP, %rcx
        movq    %rcx, %cr0
        movq    %rax, %cr3
        leaq    host_vmcb(%rip), %rax
        vmsave  %rax                    /* what VMRUN does not restore: TR, LDTR, FS, GS, system call MSRs */
        call    protected_boot          /* behind the gate: policy, pool, tables */
        leaq    glue_pml4(%rip), %rax
        movq    %rax, %cr3
        call    kernel_main
        ud2

        .section .rodata
        .globl  idt_pointer, gate_idt_pointer
        .align  8
gdt_pointer:
        .word   5 * 8 - 1
        .quad   host_gdt
idt_pointer:
        .word   256 * 16 - 1
        .quad   host_idt
gate_idt_pointer:
        .word   256 * 16 - 1
        .quad   gate_idt

        .bss
        .align  4096
provisional_pml4:
        .skip   4096
provisional_pdpt:
        .skip   4096
provisional_pd:
        .skip   4096 * 4
glue_stack:
        .skip   32768
glue_stack_top:
        .globl  glue_stack_top, exception_stack_top
exception_stack:
        .skip   8192
exception_stack_top:

/* Written by early_boot, read-only for everyone afterwards. */
        .section .sealed, "aw", @nobits
        .globl  gate_pml4, glue_pml4, host_tables, host_gdt, host_idt, gate_idt, host_tss
        .globl  protection_keys, extended_state, boot_info, host_save_area, host_vmcb, io_permission_map, msr_permission_map, nested_tables
        .align  4096
gate_pml4:
        .skip   4096
glue_pml4:
        .skip   4096
host_tables:
        .skip   4096 * 32
host_save_area:
        .skip   4096
host_vmcb:
        .skip   4096
io_permission_map:
        .skip   4096 * 3
msr_permission_map:
        .skip   4096 * 2
nested_tables:
        .skip   4096 * 3 * 64           /* [domain]{PML4, PDPT, PD} */
host_idt:
        .skip   4096
gate_idt:                               /* the same, without stacks of their own: svm.S */
        .skip   4096
host_gdt:
        .skip   64
host_tss:
        .skip   128
boot_info:
        .skip   1024
protection_keys:
        .skip   8                       /* 1 when the processor has them: CR4.PKE is set, PKRU is switched */
extended_state:
        .skip   8                       /* the components of XCR0 that are switched */

/* Writable behind the gate only. */
        .section .protected, "aw", @nobits
        .globl  vcpu_slots, machine_state
        .align  4096
vcpu_slots:
        .skip   8192 * 64               /* [domain]{VMCB, registers}: VcpuSlot.cs */
machine_state:
        .skip   8192
gate_stack:
        .skip   16384
        .globl  gate_stack_top
gate_stack_top:
        .section .note.GNU-stack, "", @progbits
