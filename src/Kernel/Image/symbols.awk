# What a panic names instructions by: reads `nm -n` of the image, a line "lines", and `objdump -W --dwarf=decodedline` sorted
# by address; writes the table as assembly (Machine/Symbols.cs says what it looks like). Nothing read: an empty table.
BEGIN {
    size = count = functions = 0
    print "\t.section .symbols, \"a\", @progbits\n\t.globl symbol_table\n\t.align 8\nsymbol_table:"
    print "\t.quad functions, (functions_end - functions) / 12, lines, texts"
}
function place(text) {
    if (!(text in places)) {
        places[text] = size
        texts[count++] = text
        size += length(text) + 1
    }
    return places[text]
}
function number(hex,    i, value) {
    value = 0
    for (i = 1; i <= length(hex); i++)
        value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value
}
function pair(bytes, lines) {
    stream[current] = stream[current] "\t.byte " bytes ", " lines "\n"
}
# Of several lines at one address the last is the statement that is about to run.
function tell(    bytes, lines) {
    if (at == "" || current < 0)
        return
    if (!(current in file)) {
        file[current] = told_file
        first[current] = line
        was_at = address[current]
        was_line = line
    }
    if (told_file != file[current])
        return
    bytes = at - was_at
    lines = line - was_line
    if (lines == 0)
        return
    for (; bytes > 255; bytes -= 255)
        pair(255, 0)
    for (; lines > 127 || lines < -127; lines -= step) {
        step = lines > 0 ? 127 : -127
        pair(bytes, step)
        bytes = 0
    }
    pair(bytes, lines)
    was_at = at
    was_line = line
}
/^lines$/ { in_lines = 1; current = -1; next }
!in_lines && $2 ~ /^[tT]$/ {
    name = $3
    type = ""
    if ((dot = match(name, /__[^_]/)) && name ~ /^Verified|^Internal/) {
        type = substr(name, 1, dot - 1)
        name = substr(name, dot + 2)
        sub(/.*_/, "", type)
        type = type "."
    }
    address[functions] = number($1)
    type_of[functions] = type
    name_of[functions++] = name
}
in_lines {
    here = number(substr($3, 3))
    if (here != at) {
        tell()
        at = here
        while (current + 1 < functions && address[current + 1] <= at)
            current++
    }
    told_file = $1
    line = $2
}
END {
    tell()
    print "functions:"
    for (i = 0; i < functions; i++)
        printf "\t.long %d\n\t.short %d, %d, %d, %d\n", address[i], place(type_of[i]), place(name_of[i]),
            place((i in file) ? file[i] : ""), first[i]
    print "functions_end:\nlines:"
    for (i = 0; i < functions; i++)
        printf "%s\t.byte 0, 0\n", stream[i]
    print "texts:"
    for (i = 0; i < count; i++)
        print "\t.asciz \"" texts[i] "\""
    print "\t.section .note.GNU-stack, \"\", @progbits"
}
