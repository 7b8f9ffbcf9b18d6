# Every change of a line that tools/handler-mutants.sh may make: FILE, LINE, WHAT, the new line; between tabs.
function put(what, text) { if (text != $0) printf "%s\t%d\t%s\t%s\n", FILENAME, FNR, what, text }
function swap(what, from, to,    at) {
    at = index($0, from)
    if (at > 0) put(what, substr($0, 1, at - 1) to substr($0, at + length(from)))
}
# Not code: comments, attributes, declarations.
/^[ \t]*(\/\/|\[|using |namespace |public |internal |private )/ || /const / { next }
{
    swap("comparison turned", " == ", " != ")
    swap("comparison turned", " != ", " == ")
    swap("bound moved", " < ", " <= ")
    swap("bound moved", " <= ", " < ")
    swap("bound moved", " > ", " >= ")
    swap("bound moved", " >= ", " > ")
    swap("condition weakened", " && ", " || ")
    swap("condition weakened", " || ", " && ")
    swap("off by one", " + 1", " + 2")
    swap("off by one", " - 1", " - 2")
}
/^[ \t]*if \(.*\)$/ { line = $0; sub(/if \(.*\)$/, "if (false)", line); put("check left out", line) }
/^[ \t]*[A-Za-z][A-Za-z0-9_]*[.\[][^=]* [-+|&^]?= .*;$/ { line = $0; sub(/[^ \t].*;$/, ";", line); put("store left out", line) }
/^[ \t]*[A-Z][A-Za-z0-9.]*\(ref .*\);$/ { line = $0; sub(/[^ \t].*;$/, ";", line); put("call left out", line) }
