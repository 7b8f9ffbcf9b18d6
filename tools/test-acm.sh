#!/bin/sh
# test-acm.sh DIR: reads the real ACM policies in DIR/acm and compares with the table in DIR/README.md.
set -u
if [ -z "${1:-}" ] || [ ! -d "$1/acm" ]; then
    echo "test-acm: no policies in '${1:-}'; name their folder: make test-acm POLICIES=DIR (DIR holds acm/*.xml)" >&2
    exit 2
fi
ACM_POLICIES=$(cd "$1" && pwd)
export ACM_POLICIES
log=$(mktemp)
dotnet artifacts/bin/Verified.Acm.Tests/release/Verified.Acm.Tests.dll --progress off --no-ansi >"$log" 2>&1
status=$?
cat "$log"
count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -1; }
p=$(count succeeded) f=$(count failed) s=$(count skipped)
rm -f "$log"
echo "${p:-0} passed, ${f:-1} failed, ${s:-0} skipped"
exit $status
