/* The linker script's symbols as numbers in memory (ImageLayout.cs). */
        .section .rodata
        .align  8
        .globl  image_layout
image_layout:
        .quad   text_start
        .quad   rodata_start
        .quad   data_start
        .quad   data_end
        .quad   sealed_start
        .quad   protected_start
        .quad   protected_end
        .quad   KERNEL_STATE_SIZE
        .quad   glue_stack_top
        .quad   gate_stack_top
        .section .note.GNU-stack, "", @progbits
