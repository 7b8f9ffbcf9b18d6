#!/bin/sh
# teeth.sh [PATCH...]: plants each bug of tests/Teeth/Planted (or those named) in a copy of the kernel and says which of
# three find it, and how fast: the random runs beside the specification, the explorer, the proofs of the machine code.
# Writes a table to standard output; exit status 1 when a bug is found by fewer than two of the three.
# TEETH=random,explorer,proofs chooses among the three; a bug is held to two finders only when all three are asked.
set -u
which=${TEETH:-random,explorer,proofs}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
build="dotnet build -c Release -v q --nologo -clp:NoSummary -maxcpucount:1 -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false"

[ $# -gt 0 ] || set -- tests/Teeth/Planted/*.patch
has() { case ",$which," in *",$1,"*) return 0 ;; esac; return 1; }
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }
operation() { sed -n 's/^Operation: //p' "$1"; }

mkdir -p "$work/src/Explorer/Product"
cp -r src/Monitor src/Kernel "$work/src"
cp -r src/Explorer/Footprints "$work/src/Explorer"
cp -r src/Explorer/Product/Kernel "$work/src/Explorer/Product"
cp Directory.Build.props Directory.Packages.props global.json .editorconfig "$work"
has random && cp -r artifacts/bin/Verified.Swarm/release "$work/random"
has explorer && cp -r artifacts/bin/Verified.Verifier/release "$work/explorer" && rm -rf "$work/explorer/ahead" && cp docs/explorer/teeth.json "$work/explorer"

plant() { (cd "$work" && patch --batch -s -p1 -i "$1") || exit 2; }
remove() { (cd "$work" && patch --batch -s -p1 -R -i "$1") || exit 2; }
make_kernel() { # PROJECT NAME FOLDER: the kernel with the bug takes the place of the right one
    $build "$work/src/$1/Verified.Kernel.$2.csproj" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 2; }
    cp "$work/artifacts/bin/Verified.Kernel.$2/release/Verified.Kernel.$2.dll" "$3"
}

# One word of a bug and finder into a file: seconds, or "-".
note() { echo "$3" >"$work/$1.$2"; echo "teeth: $1: $2 $3" >&2; }

for patch in "$@"; do
    has random || has explorer || break
    name=$(basename "$patch" .patch)
    patch=$(readlink -f "$patch")
    echo "teeth: $name" >&2
    plant "$patch"
    if has random; then
        make_kernel Kernel/Small Small "$work/random"
        start=$(now)
        if (cd "$work" && dotnet random/Verified.Swarm.dll --steps 4000000 --only-find >log 2>&1); then
            note "$name" random -
        elif [ $? -eq 1 ]; then
            note "$name" random "$(since "$start") s"
        else
            cat "$work/log" >&2
            exit 2
        fi
    fi
    if has explorer; then
        make_kernel Explorer/Product/Kernel Explored "$work/explorer"
        start=$(now)
        (cd "$work" && dotnet explorer/verified.dll explore --config explorer/teeth.json --max-states 60000 >log 2>&1)
        case $? in
        1) note "$name" explorer "$(since "$start") s" ;;
        0 | 3) note "$name" explorer - ;;
        *) cat "$work/log" >&2; exit 2 ;;
        esac
    fi
    remove "$patch"
done

# The proofs of different operations do not see each other's bugs: an image takes one bug of each operation.
if has proofs; then
    proved=$(./verified prove --image - --only - 2>&1 | sed 's/.*proved are //' | tr -d ' ')
    rest="$*"
    while [ -n "$rest" ]; do
        taken= later= operations=
        for patch in $rest; do
            op=$(operation "$patch")
            case " $operations " in
            *" $op "*) later="$later $patch" ;;
            *) taken="$taken $patch" operations="$operations $op" ;;
            esac
        done
        for patch in $taken; do plant "$(readlink -f "$patch")"; done
        echo "teeth: an image with$operations" >&2
        $build "$work/src/Kernel/Image/Verified.Kernel.Image.csproj" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 2; }
        for patch in $taken; do
            name=$(basename "$patch" .patch) op=$(operation "$patch")
            case ",$proved," in
            *",$op,"*) ;;
            *) note "$name" proofs "not proved"; continue ;;
            esac
            start=$(now)
            ./verified prove --image "$work/artifacts/image/kernel.elf" --only "$op" >"$work/log" 2>&1
            case $? in
            1) note "$name" proofs "$(since "$start") s" ;;
            0 | 3) note "$name" proofs - ;;
            *) cat "$work/log" >&2; exit 2 ;;
            esac
        done
        for patch in $taken; do remove "$(readlink -f "$patch")"; done
        rest=$later
    done
fi

status=0
echo "| bug | operation | random runs | explorer | proofs |"
echo "|---|---|--:|--:|--:|"
for patch in "$@"; do
    name=$(basename "$patch" .patch)
    found=0 row=
    for finder in random explorer proofs; do
        time=$(cat "$work/$name.$finder" 2>/dev/null || echo "not run")
        case $time in *" s") found=$((found + 1)) ;; esac
        row="$row $time |"
    done
    echo "| $(head -1 "$patch") | $(operation "$patch") |$row"
    if [ $found -lt 2 ] && has random && has explorer && has proofs; then
        echo "teeth: $name is found by $found of three" >&2
        status=1
    fi
done
exit $status
