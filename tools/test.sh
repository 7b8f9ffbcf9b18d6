#!/bin/sh
# Runs every test project, checks that the hook matrix is the code's, and ends with one line that counts: "N passed, N failed, N skipped".
set -u
log=$(mktemp)
status=0
passed=0 failed=0 skipped=0
for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    start=$(date +%s)
    dotnet "artifacts/bin/$name/release/$name.dll" --progress off --no-ansi >"$log" 2>&1
    code=$?
    count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -1; }
    p=$(count succeeded) f=$(count failed) s=$(count skipped)
    if [ "$code" -ne 0 ] || [ -z "$p" ]; then
        status=1
        [ "${f:-0}" -gt 0 ] 2>/dev/null || f=1
        cat "$log"
    fi
    echo "$name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped ($(($(date +%s) - start)) s)"
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
done
rm -f "$log"
dotnet artifacts/bin/HookMatrix/release/HookMatrix.dll artifacts/bin guests/Conformance docs/hook-matrix.md --check || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
