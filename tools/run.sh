#!/bin/sh
# run.sh POLICY.xml: proves the policy and the machine code of the two operations that open a way from one domain to
# another, compiles the policy, packs it with the guests of its manifest (POLICY.manifest beside it), boots the image.
# Exit status 0 only if everything held.
set -u
policy=$1
name=$(basename "$policy" .xml)
manifest=${policy%.xml}.manifest
image=artifacts/image
run=artifacts/run
mkdir -p $run

./verified prove "$policy" || exit
./verified prove --image $image/kernel.elf --only alloc_unbound map_grant_ref || exit
./verified convert "$policy" --to binary -o "$run/$name.bin" >/dev/null || exit
sh tools/pack.sh "$run/$name.cpio" "$manifest" "$run/$name.bin" $image/guests/*.elf || exit
echo "booting it under QEMU"
sh tools/qemu.sh $image/kernel.elf "$run/$name.cpio"
status=$?
if [ $status -eq 0 ]; then
    echo "everything held: the proofs, and every guest saw what the policy says"
else
    echo "NOT everything held (status $status); the lines above say what" >&2
fi
exit $status
