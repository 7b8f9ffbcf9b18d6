/* What generated code calls by name: block operations, and the runtime's entry points that have nothing to do here. */
        .section .text.runtime, "ax", @progbits
        .globl  RhpReversePInvoke, RhpReversePInvokeReturn, memset, memcpy, memmove, copy_block

/* An exported method tells the collector that it was entered from outside; there is no collector. */
RhpReversePInvoke:
RhpReversePInvokeReturn:
        ret

/* void *memset(rdi destination, esi byte, rdx count): whole words first, because whole frames are cleared often */
memset:
        movq    %rdi, %r8
        movzbl  %sil, %eax
        movabsq $0x0101010101010101, %rcx
        imulq   %rcx, %rax
        movq    %rdx, %rcx
        shrq    $3, %rcx
        rep stosq
        andl    $7, %edx
        jz      1f
        movl    %edx, %ecx
        rep stosb
1:      movq    %r8, %rax
        ret

/* void *memmove(rdi destination, rsi source, rdx count) */
memcpy:
memmove:
        movq    %rdi, %rax
        movq    %rdx, %rcx
        cmpq    %rsi, %rdi
        ja      1f
        rep movsb
        ret
1:      leaq    -1(%rdi,%rcx), %rdi
        leaq    -1(%rsi,%rcx), %rsi
        std
        rep movsb
        cld
        ret

/* void copy_block(rdi destination, rsi source, edx count): upwards */
copy_block:
        movl    %edx, %ecx
        rep movsb
        ret
        .section .note.GNU-stack, "", @progbits
