/* The script: the host puts it into a copy of this program, behind the name by which it finds the place. */
        .section .data.script, "aw", @progbits
        .balign 16
        .globl  script
script: .ascii  "verified-script\n"
        .skip   (1 << 19) - 16
        .section .note.GNU-stack, "", @progbits
