#!/bin/sh
# linux.sh POLICY.xml MANIFEST: boots unmodified Linux guests under the policy, on the image that `make run` boots and proves.
# Exit status 0 when every domain has shut down as it meant to.
set -u
policy=$1 manifest=$2
run=artifacts/run
mkdir -p $run
sh tools/linux-guest.sh || exit
./verified convert "$policy" --to binary -o $run/linux.bin >/dev/null || exit
sh tools/pack.sh $run/linux.cpio "$manifest" $run/linux.bin artifacts/image/guests/idle.elf artifacts/linux/linux.elf \
    artifacts/linux/initrd || exit
echo "booting it under QEMU"
QEMU_SECONDS="${QEMU_SECONDS:-300}" sh tools/qemu.sh artifacts/image/kernel.elf $run/linux.cpio -m 768
