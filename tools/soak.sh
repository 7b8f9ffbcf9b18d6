#!/bin/sh
# soak.sh [LIVES]: creates and destroys so many domains under QEMU, each with RAM, contents and a channel, and sees that the
# machine has as many free frames afterwards as before. Ten thousand take minutes, which is why no test does it.
set -u
lives=${1:-10000}
image=artifacts/image
run=artifacts/run
mkdir -p $run
./verified convert policies/customer-order.xml --to binary -o $run/soak.bin >/dev/null || exit
cat >$run/soak.manifest <<EOF
domain SystemManagement image=conformance memory=512 arg=lives $lives
domain OrderWeb image=conformance memory=512 arg=idle
EOF
sh tools/pack.sh $run/soak.cpio $run/soak.manifest $run/soak.bin $image/guests/conformance.elf || exit
QEMU_SECONDS=3600 sh tools/qemu.sh $image/kernel.elf $run/soak.cpio || exit 1
echo "$lives domains came and went; every frame is back"
