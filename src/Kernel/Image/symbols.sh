#!/bin/sh
# symbols.sh OUT.S [IMAGE]: the table of functions and source lines of an image, as assembly; without one, an empty table.
set -eu
out=$1
here=$(dirname "$0")
if [ $# -eq 1 ]; then
    awk -f "$here/symbols.awk" </dev/null >"$out"
else
    { nm -n "$2"; echo lines; objdump -W --dwarf=decodedline "$2" 2>/dev/null | awk '$3 ~ /^0x/' | LC_ALL=C sort -s -k3,3; } |
        awk -f "$here/symbols.awk" >"$out"
fi
