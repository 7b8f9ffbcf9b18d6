#!/bin/sh
# bench-explorer.sh: the explorer beside SPIN (Debian's package spin, and gcc) on the same small system, the event channels
# of 2 to 4 domains: bench/Explorer/channels.awk writes the model, this script the explorer's configuration. The number of
# states and of steps must be the same. Seconds of processor, whole process; SPIN depth first, without compiling it.
# DOMAINS="2 3" chooses sizes; the specification is asked up to ORACLE=2 domains.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 2
dotnet build bench/Policies/Verified.Bench.Policies.csproj -c Release -v q --nologo -clp:NoSummary >/dev/null || exit 1
bench=artifacts/bin/Verified.Bench.Policies/release/Verified.Bench.Policies.dll
tool=artifacts/bin/Verified.Verifier/release/ahead/verified.dll
[ -f "$tool" ] || tool=artifacts/bin/Verified.Verifier/release/verified.dll
domains=${DOMAINS:-2 3 4}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

configure() { # configure DOMAINS: labels A, A, B, B; domain 0 has A's types under the bootstrap label's name
    labels=$(echo '"A0" "A" "B" "B"' | cut -d' ' -f1-"$1" | sed 's/ /, /g')
    cat <<END
{
  "name": "channels-$1",
  "policies": [
    {
      "name": "two",
      "bootstrap": "A0",
      "labels": { "A0": { "types": ["a"] }, "A": { "types": ["a"] }, "B": { "types": ["b"] } },
      "conflicts": []
    }
  ],
  "domains": [$labels],
  "frames": $1,
  "framesADomain": 1,
  "operations": ["alloc_unbound", "bind_interdomain", "close"],
  "atOnce": 6,
  "symmetry": false,
  "hostile": false
}
END
}

# A second measured run gives the time: the first one's output gives the numbers.
row() { # row WHAT DOMAINS STATES STEPS SECONDS_CPU MIB
    awk -v what="$1" -v d="$2" -v states="$3" -v steps="$4" -v cpu="$5" -v mib="$6" 'BEGIN {
        if (cpu < 0.01) cpu = 0.01
        printf "%-26s %7d %9d %10d %8.2f %9.0f %10.0f %6d %8.0f\n",
            what, d, states, steps, cpu, states / cpu, steps / cpu, mib, mib * 1048576 / states
    }'
}

measure() { dotnet "$bench" measure "$@" | cut -d' ' -f2,3; }

explorer() { # explorer WHAT DOMAINS OPTION...
    what=$1 d=$2
    shift 2
    answer=$(dotnet "$tool" explore --config "$work/$d.json" --jobs 1 --json "$@") || exit 1
    states=$(echo "$answer" | sed -n 's/^ *"states": *\([0-9]*\),*$/\1/p' | head -1)
    steps=$(echo "$answer" | sed -n 's/^ *"steps": *\([0-9]*\),*$/\1/p' | head -1)
    # shellcheck disable=SC2046 # two numbers
    row "$what" "$d" "$states" "$steps" $(measure dotnet "$tool" explore --config "$work/$d.json" --jobs 1 "$@")
    [ "$states $((steps + 1))" = "${spin:-$states $((steps + 1))}" ] || {
        echo "bench-explorer: SPIN has other states or steps: $spin, not $states $((steps + 1))" >&2
        exit 1
    }
}

printf '%-26s %7s %9s %10s %8s %9s %10s %6s %8s\n' tool domains states steps "cpu s" states/s steps/s MiB bytes/st
for d in $domains; do
    configure "$d" >"$work/$d.json"
    spin=
    if command -v spin >/dev/null && command -v gcc >/dev/null; then
        awk -v domains="$d" -v most=6 -f bench/Explorer/channels.awk /dev/null >"$work/$d.pml"
        (cd "$work" && spin -a "$d.pml" >spin.log && gcc -O2 -DSAFETY -o pan pan.c 2>gcc.log) || { cat "$work"/*.log >&2; exit 1; }
        (cd "$work" && ./pan -m1000000 >pan.log)
        grep -q 'errors: 0' "$work/pan.log" || { cat "$work/pan.log" >&2; exit 1; }
        spin=$(awk '/states, stored/ { s = $1 } /transitions/ { print s, $1 }' "$work/pan.log")
        # shellcheck disable=SC2046,SC2086 # numbers
        row "SPIN" "$d" $spin $(cd "$work" && dotnet "$root/$bench" measure ./pan -m1000000 | cut -d' ' -f2,3)
    else
        echo "SPIN: not measured; install the Debian packages spin and gcc"
    fi
    explorer "verified, no oracle" "$d" --no-oracle
    [ "$d" -gt "${ORACLE:-2}" ] || explorer "verified, oracle" "$d"
done
