#!/bin/sh
# test-project.sh NAME LOGS: runs the tests of a built project; one line that counts them, all of its output if one
# failed; leaves "passed failed skipped" in LOGS/NAME.count.
set -u
name=$1 log=$2/$1.log
start=$(date +%s)
dotnet "artifacts/bin/$name/release/$name.dll" --progress off --no-ansi >"$log" 2>&1
code=$?
count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -1; }
p=$(count succeeded) f=$(count failed) s=$(count skipped)
if [ "$code" -ne 0 ] || [ -z "$p" ]; then
    [ "${f:-0}" -gt 0 ] 2>/dev/null || f=1
    cat "$log"
fi
echo "${p:-0} ${f:-0} ${s:-0}" >"$2/$name.count"
echo "$name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped ($(($(date +%s) - start)) s)"
