/*
 * The gate: the only way from glue to code that may write the protected tables.
 *
 * Two sets of page tables map the same code. Glue's map the protected region read-only and the guest frame pool not at
 * all; the gate's map both writable. So the gate is one move to CR3 (and one back), on a stack of its own inside the
 * protected region. CR0.WP stays set: code and constants cannot be written even while the gate is open, which a gate
 * that toggles CR0.WP could not promise. Interrupts are off on both sides.
 *
 * ulong gate_call(rdi operation, rsi, rdx, rcx, r8 arguments): the registers pass through to gate_dispatch (C#).
 */
        .section .text.gate, "ax", @progbits
        .globl  gate_call
gate_call:
        leaq    gate_pml4(%rip), %rax
        movq    %rax, %cr3
        movq    %rsp, %rax
        leaq    gate_stack_top(%rip), %rsp
        pushq   %rax
        pushq   %rax                    /* twice: the stack stays 16-byte aligned */
        call    gate_dispatch
        popq    %rcx
        leaq    glue_pml4(%rip), %rdx
        movq    %rdx, %cr3
        movq    %rcx, %rsp
        ret
        .section .note.GNU-stack, "", @progbits
