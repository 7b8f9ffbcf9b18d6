# channels.awk: the event channels of a small system as a model for SPIN (Promela), step for step what the explorer makes
# with the configuration that tools/bench-explorer.sh writes beside it: both must reach the same number of states.
#   awk -v domains=3 -v most=6 -f channels.awk /dev/null
# Domains are labelled A, A, B, B in turn and share within a label; each has 3 ports, of which `most` in all are in use at a
# time. What is refused, and what would lead beyond `most`, is a step that changes nothing.
function may(a, b) { return int(a / 2) == int(b / 2) }
function lowest(d,   p, s, taken) { # lp becomes the lowest free port of d, or 0
    s = "lp = 0; if "
    taken = "true"
    for (p = 1; p <= 3; p++) {
        s = s ":: " taken " && st[" d * 4 + p "] == 0 -> lp = " p " "
        taken = taken " && st[" d * 4 + p "] != 0"
    }
    return s ":: else -> skip fi; "
}
function step(body) { print ":: d_step { " body "; assert(" invariant ") }" }
BEGIN {
    print "/* " domains " domains, 3 ports each, at most " most " in use */"
    print "byte st[" domains * 4 "]; /* 0 free, 1 unbound, 2 interdomain */"
    print "byte rd[" domains * 4 "]; byte rp[" domains * 4 "]; byte used;"
    print "hidden byte lp; hidden byte q;"
    # After every step: channels join domains of one label only.
    for (d = 0; d < domains; d++) for (p = 1; p <= 3; p++) {
        x = d * 4 + p
        invariant = invariant (invariant == "" ? "" : " && ") "(st[" x "] != 2 || rd[" x "] / 2 == " int(d / 2) ")"
    }
    print "active proctype system() { do"
    for (d = 0; d < domains; d++) {
        for (r = 0; r < domains; r++) {
            if (!may(d, r)) { step("skip; /* alloc_unbound */"); continue }
            step(lowest(d) "if :: lp != 0 && used < " most " -> st[" d * 4 "+lp] = 1; rd[" d * 4 "+lp] = " r "; used++ :: else -> skip fi; lp = 0")
        }
        for (r = 0; r < domains; r++) for (p = 1; p <= 3; p++) {
            if (!may(d, r)) { step("skip; /* bind_interdomain */"); continue }
            x = r * 4 + p
            step(lowest(d) "if :: lp != 0 && used < " most " && st[" x "] == 1 && rd[" x "] == " d " -> st[" d * 4 "+lp] = 2; rd[" d * 4 "+lp] = " r "; rp[" d * 4 "+lp] = " p "; st[" x "] = 2; rp[" x "] = lp; used++ :: else -> skip fi; lp = 0")
        }
        for (p = 1; p <= 3; p++) {
            x = d * 4 + p
            step("if :: st[" x "] == 0 -> skip :: else -> if :: st[" x "] == 2 -> q = rd[" x "] * 4 + rp[" x "]; st[q] = 1; rd[q] = " d "; rp[q] = 0 :: else -> skip fi; st[" x "] = 0; rd[" x "] = 0; rp[" x "] = 0; used-- fi; q = 0")
        }
    }
    print "od }"
}
