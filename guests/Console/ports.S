/* void port_out(rdi port, rsi byte); uint port_in(rdi port): the second serial port is domain 0's. */
        .globl  port_out
port_out:
        movl    %edi, %edx
        movl    %esi, %eax
        outb    %al, %dx
        ret

        .globl  port_in
port_in:
        movl    %edi, %edx
        xorl    %eax, %eax
        inb     %dx, %al
        ret

        .section .note.GNU-stack, "", @progbits
