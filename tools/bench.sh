#!/bin/sh
# bench.sh: path lengths of hypercalls, in instructions, beside Xen's. Under -icount shift=0 the time-stamp counter
# counts instructions, guest's and hypervisor's: a path length, not a latency.
set -eu
run=artifacts/run
mkdir -p $run
./verified convert policies/customer-order.xml --to binary -o $run/bench.bin >/dev/null
sh tools/pack.sh $run/bench.cpio guests/Bench/bench.manifest $run/bench.bin artifacts/image/guests/bench.elf
sh tools/qemu.sh artifacts/image/kernel.elf $run/bench.cpio -icount shift=0,sleep=off | sed 's/^\[[^]]*\] //'

echo
sh tools/quiet.sh "building the image whose monitor says yes" \
    dotnet build -c Release -v q --nologo -clp:NoSummary bench/Unmediated/Verified.Bench.Unmediated.csproj
sh tools/bench-growth.sh

# How long until the first domain speaks, and how much is loaded. Seconds of this machine, under emulation.
printf 'domain SystemManagement image=management memory=512\n' >$run/boot.manifest
sh tools/pack.sh $run/boot.cpio $run/boot.manifest $run/bench.bin artifacts/image/guests/management.elf
begin=$(date +%s%N)
sh tools/qemu.sh artifacts/image/kernel.elf $run/boot.cpio | { read -r _; date +%s%N; cat >/dev/null; } >$run/boot.end
echo
echo "QEMU's start to the first domain's first line: $((($(cat $run/boot.end) - begin) / 1000000)) ms"
echo "kernel.elf: $(stat -c %s artifacts/image/kernel.elf) bytes with symbols, $(size -A artifacts/image/kernel.elf |
    awk '$1 == ".boot" || $1 == ".text" || $1 == ".rodata" || $1 == ".data" { n += $2 } END { print n }') bytes loaded"
