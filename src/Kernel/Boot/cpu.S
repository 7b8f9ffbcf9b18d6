/* Instructions that C# has no word for, one named function each. Arguments: rdi, rsi, rdx; result: rax. */
        .section .text.cpu, "ax", @progbits
        .globl  port_write8, port_read8, port_write32, read_tsc, read_cpuid
        .globl  interrupt_window, wait_for_interrupt, halt_forever

/* void port_write8(port, value) */
port_write8:
        movl    %edi, %edx
        movl    %esi, %eax
        outb    %al, %dx
        ret

/* byte port_read8(port) */
port_read8:
        movl    %edi, %edx
        xorl    %eax, %eax
        inb     %dx, %al
        ret

/* void port_write32(port, value) */
port_write32:
        movl    %edi, %edx
        movl    %esi, %eax
        outl    %eax, %dx
        ret

/* ulong read_tsc() */
read_tsc:
        rdtsc
        shlq    $32, %rdx
        orq     %rdx, %rax
        ret

/* void read_cpuid(leaf, subleaf, out CpuidResult) */
read_cpuid:
        pushq   %rbx
        movq    %rdx, %r8
        movl    %edi, %eax
        movl    %esi, %ecx
        cpuid
        movl    %eax, (%r8)
        movl    %ebx, 4(%r8)
        movl    %ecx, 8(%r8)
        movl    %edx, 12(%r8)
        popq    %rbx
        ret

/* A pending interrupt is taken here and nowhere else. STI holds interrupts off for one instruction. */
interrupt_window:
        sti
        nop
        nop
        cli
        ret

/* Sleep until an interrupt. */
wait_for_interrupt:
        sti
        hlt
        cli
        ret

halt_forever:
        cli
        hlt
        jmp     halt_forever
        .section .note.GNU-stack, "", @progbits
