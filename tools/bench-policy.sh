#!/bin/sh
# bench-policy.sh: prints how long the policy tool takes on generated policies, whole process, beside Debian's setools on the
# same question when they are installed (packages setools and checkpolicy). POLICIES=DIR adds the real files of DIR/acm.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 2
dotnet build bench/Policies/Verified.Bench.Policies.csproj -c Release -v q --nologo -clp:NoSummary >/dev/null || exit 1
bench() { dotnet artifacts/bin/Verified.Bench.Policies/release/Verified.Bench.Policies.dll "$@"; }
tool=artifacts/bin/Verified.Verifier/release/ahead/verified.dll
[ -f "$tool" ] || tool=artifacts/bin/Verified.Verifier/release/verified.dll
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

row() { # row QUESTION LABELS TYPES RESULT
    # shellcheck disable=SC2086 # the result is four words
    set -- "$1" "$2" "$3" $4
    printf '%-34s %8s %6s %9s %7s %6s %5s\n' "$1" "$2" "$3" "$4" "$5" "$6" "$7"
}

slowest() { # slowest QUESTION FILE...: each file once, the one that took most of the processor
    question=$1 worst="0 0 0 0" count=0
    shift
    for file in "$@"; do
        result=$(bench measure dotnet "$tool" prove "$file")
        case $result in *" 2") continue ;; esac # the second half of a policy in two files
        count=$((count + 1))
        worst=$(printf '%s\n%s\n' "$worst" "$result" | sort -n -k2 | tail -1)
    done
    row "$question, slowest of $count" - - "$worst"
}

printf '%-34s %8s %6s %9s %7s %6s %5s\n' question labels types seconds cpu MiB exit
slowest "policies/" policies/*.xml policies/samples/*.xml
[ -d "${POLICIES:-}/acm" ] && slowest "real files" "$POLICIES"/acm/*.xml
for labels in 1000 3000 10000 30000 100000; do
    bench generate "$labels" 256 "$work"
    row "verified prove" "$labels" 256 "$(bench measure dotnet "$tool" prove "$work/policy.xml" --any-size)"
    row "  the answer alone" "$labels" 256 "$(bench answer "$work")"
done
bench generate 1000 256 "$work"
row "verified diff" 1000 256 "$(bench measure dotnet "$tool" diff "$work/policy.xml" "$work/update.xml")"
row "verified explain" 1000 256 "$(bench measure dotnet "$tool" explain "$work/policy.xml" l0 l999)"

if ! command -v seinfoflow >/dev/null || ! command -v checkpolicy >/dev/null; then
    echo "setools: not measured; install the Debian packages setools and checkpolicy"
    exit 0
fi
printf '2\n\nclass event 2\nbind b 1\nsend w 10\n\nclass security 1\nload_policy n 1\n' >"$work/permmap"
for labels in 1000 10000; do
    bench generate "$labels" 256 "$work"
    row "checkpolicy" "$labels" 256 "$(bench measure checkpolicy -o "$work/policy.bin" "$work/policy.conf")"
    row "seinfoflow, one pair of labels" "$labels" 256 \
        "$(bench measure seinfoflow -p "$work/policy.bin" -m "$work/permmap" -s l0_t -t "l$((labels - 1))_t" -S)"
done
