#!/bin/sh
# handler-mutants.sh [COUNT [SEED]]: changes one line of the handlers or the monitor at random (a comparison, a bound, a
# check, a store, a call), builds the kernel for the host and sees whether what `make test` runs on it notices: 100,000
# random steps beside the specification, then the tests of monitor and kernel. Writes a table to standard output, one row a change,
# and the survivors' number to standard error. STEPS=n makes more random steps.
set -u
count=${1:-40}
seed=${2:-1}
steps=${STEPS:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
build="dotnet build -c Release -v q --nologo -clp:NoSummary -maxcpucount:1 -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false"

mkdir -p "$work/src"
cp -r src/Monitor src/Kernel "$work/src"
cp Directory.Build.props Directory.Packages.props global.json .editorconfig "$work"
cp -r artifacts/bin/Verified.Swarm/release "$work/random"
cp -r artifacts/bin/Verified.Kernel.Tests/release "$work/tests"
cp -r artifacts/bin/Verified.Monitor.Tests/release "$work/monitor"
tests="dotnet tests/Verified.Kernel.Tests.dll --progress off --no-ansi"
monitor="dotnet monitor/Verified.Monitor.Tests.dll --progress off --no-ansi"

# Not what writes text or names numbers, and not the image's own.
files=$(cd "$work" && find src/Monitor src/Kernel -name '*.cs' | grep -v -e /obj/ -e /Image/ -e /Machine/ -e /Boot/ \
    -e /CoreLibrary/ -e /Small/ -e /Tiny/ -e Limits.cs | sort)
# shellcheck disable=SC2086 # a list of words on purpose
(cd "$work" && awk -f "$OLDPWD/tools/handler-mutants.awk" $files) >"$work/all"
# The same choice on every machine: Park and Miller's generator, which fits a double.
awk -v x="$seed" '{ x = (x * 16807) % 2147483647; printf "%010d\t%s\n", x, $0 }' "$work/all" | sort | cut -f2- |
    head -n "$count" >"$work/chosen"
echo "handler-mutants: $(wc -l <"$work/chosen") of $(wc -l <"$work/all") changes, seed $seed" >&2

survivors=0
echo "| change | line | found by |"
echo "|---|---|---|"
while IFS='	' read -r file line what text; do
    cp "$work/$file" "$work/kept"
    was=$(sed -n "${line}p" "$work/$file" | sed 's/^ *//; s/|/\\|/g')
    LINE=$line TEXT=$text awk 'FNR == ENVIRON["LINE"] { print ENVIRON["TEXT"]; next } { print }' "$work/kept" >"$work/$file"
    if ! $build "$work/src/Kernel/Small/Verified.Kernel.Small.csproj" >"$work/log" 2>&1; then
        found="the compiler"
    else
        for folder in random tests monitor; do
            cp "$work/artifacts/bin/Verified.Kernel.Small/release/Verified.Kernel.Small.dll" "$work/$folder"
        done
        if ! (cd "$work" && timeout 300 dotnet random/Verified.Swarm.dll --steps "$steps" --only-find >log 2>&1); then
            found="random runs"
        elif ! (cd "$work" && timeout 600 $monitor >log 2>&1 && timeout 600 $tests >log 2>&1); then
            found="the tests of kernel and monitor"
        else
            found="**nobody**"
            survivors=$((survivors + 1))
        fi
    fi
    cp "$work/kept" "$work/$file"
    echo "| $what | \`$(basename "$file"):$line\` \`$was\` | $found |"
done <"$work/chosen"
echo "handler-mutants: $survivors of $(wc -l <"$work/chosen") found by nobody" >&2
