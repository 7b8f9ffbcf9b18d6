#!/bin/sh
# Proves the image, so that the tests which ask for its proof find it kept; then runs every test project, two at a time
# and the long ones first; checks that the hook matrix is the code's, and ends with one line that counts:
# "N passed, N failed, N skipped". A project that fails prints its whole log.
set -u
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
long="Verified.Proofs.Tests Verified.Spec.Proofs.Tests Verified.EndToEnd.Tests Verified.Machine.Tests"
all=$(for project in tests/*.Tests/*.csproj; do basename "$project" .csproj; done)
for name in $long; do
    echo "$all" | grep -qx "$name" || { echo "tools/test.sh names $name, which is not there"; exit 1; }
done
status=0
./verified prove --image artifacts/image/kernel.elf --cache artifacts/proof-cache --jobs 2 --summary || status=1
short=$(echo "$all" | grep -vxF "$(echo "$long" | tr ' ' '\n')")
printf '%s\n' $long $short | xargs -P 2 -I NAME sh tools/test-project.sh NAME "$logs"
dotnet artifacts/bin/HookMatrix/release/HookMatrix.dll artifacts/bin guests/Conformance docs/hook-matrix.md --check || status=1
set -- "$logs"/*.count
[ "$(echo "$all" | wc -l)" -eq $# ] || { echo "only $# projects ran of $(echo "$all" | wc -l)"; status=1; }
cat "$@" | awk -v status=$status '{ p += $1; f += $2; s += $3; if ($2 > 0) status = 1 }
    END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit status }'
