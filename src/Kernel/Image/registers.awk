# The registers that code between two VMRUNs may use (Boot/svm.S): reads `objdump -d` of the image, follows every call and
# jump from run_guest, and fails when a function on the way uses what is the guest's there and not kept: XMM other than
# 0 and 8, YMM (every VEX encoding clears upper halves), x87, FS, GS. What never returns to a guest (a panic) is not followed.
/^[0-9a-f]+ <.*>:$/ {
    name = $2
    sub(/^</, "", name)
    sub(/>:$/, "", name)
    # Labels within a function of assembly, and two names at one address, fall through to what follows.
    if (previous != "")
        reaches[previous] = reaches[previous] " " name
    previous = open = name
    next
}
/^ / && open != "" {
    previous = ""
    mnemonic = $2
    if ((/%xmm/ && mnemonic ~ /^v/) || mnemonic ~ /^vzero/)
        uses[open] = "a VEX encoding"
    if (/%[xyz]mm/) {
        rest = $0
        while (match(rest, /%[xyz]mm[0-9]+/)) {
            register = substr(rest, RSTART + 1, RLENGTH - 1)
            if (register != "xmm0" && register != "xmm8")
                uses[open] = register
            rest = substr(rest, RSTART + RLENGTH)
        }
    }
    if (/%st\(|%[fg]s:/ || (mnemonic ~ /^f/ && mnemonic !~ /^fs?$/))
        uses[open] = "x87, FS or GS"
    if (mnemonic ~ /^(call|j)/) {
        if ($0 ~ /\*/)
            indirect[open] = 1
        else if (match($0, /<[^>+]*/))
            reaches[open] = reaches[open] " " substr($0, RSTART + 1, RLENGTH - 1)
    }
    last[open] = mnemonic
}
END {
    wanted[1] = "run_guest"
    for (i = n = 1; i <= n; i++) {
        name = wanted[i]
        if (name in seen || name ~ /ThrowHelpers|_panic$/)
            continue
        seen[name] = 1
        if (name in uses && name != "run_guest")
            fault(name, "uses " uses[name] ", which is the guest's; copy field by field, or keep the register in svm.S")
        if (name in indirect)
            fault(name, "jumps through a register; nobody can say what that reaches")
        count = split(reaches[name], next_names, " ")
        for (j = 1; j <= count; j++)
            wanted[++n] = next_names[j]
    }
    if (n < 20)
        fault("run_guest", "reaches next to nothing; is it still the way to every exit's handler?")
    exit failed
}
function fault(name, text) {
    print "registers.awk: error: " name " " text > "/dev/stderr"
    failed = 1
}
