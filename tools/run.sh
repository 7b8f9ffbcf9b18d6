#!/bin/sh
# run.sh POLICY.xml: proves the policy and the machine code of the image, compiles the policy, packs it with the guests
# of its manifest (POLICY.manifest beside it), boots the image. What was proved before is not proved again. An image of
# which a theorem does not hold is not booted; with UNPROVED=1 it is booted without being asked about.
# Exit status 0 only if everything held that was asked; the last line says what main, the theorem that all others are
# for, still lacks.
set -u
policy=$1
name=$(basename "$policy" .xml)
manifest=${policy%.xml}.manifest
image=artifacts/image
run=artifacts/run
mkdir -p $run

./verified prove "$policy" || exit
if [ "${UNPROVED:-}" = 1 ]; then
    echo "UNPROVED: the machine code of this image is booted without its proof (UNPROVED=1)"
else
    [ -d artifacts/proof-cache ] || echo "proving the image's machine code, for the first time: a minute or two"
    ./verified prove --image $image/kernel.elf --cache artifacts/proof-cache --summary --report $run/PROOFS.md
    proved=$?
    if [ $proved -ne 0 ]; then
        echo "run: the image is not proved and is not booted; boot it all the same: make run UNPROVED=1" >&2
        exit $proved
    fi
fi
./verified convert "$policy" --to binary -o "$run/$name.bin" >/dev/null || exit
sh tools/pack.sh "$run/$name.cpio" "$manifest" "$run/$name.bin" $image/guests/*.elf || exit
echo "booting it under QEMU"
sh tools/qemu.sh $image/kernel.elf "$run/$name.cpio"
status=$?
if [ $status -ne 0 ]; then
    echo "NOT everything held (status $status); the lines above say what" >&2
elif [ "${UNPROVED:-}" = 1 ]; then
    echo "every guest saw what the policy says; the image was NOT proved (UNPROVED=1)"
else
    lacks=$(sed -n 's/^- main, .*: not proved: \([0-9]*\) of \([0-9]*\) premises.*/\1 of \2/p' $run/PROOFS.md)
    if [ -n "$lacks" ]; then
        echo "every theorem held that was asked, $lacks premises of main, and every guest saw what the policy says"
    else
        echo "everything held: main is proved of this image, and every guest saw what the policy says"
    fi
fi
exit $status
