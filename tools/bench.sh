#!/bin/sh
# bench.sh: path lengths of hypercalls, in instructions, beside Xen's. Under -icount shift=0 the time-stamp counter
# counts instructions, guest's and hypervisor's: a path length, not a latency.
set -eu
run=artifacts/run
mkdir -p $run
./verified convert policies/customer-order.xml --to binary -o $run/bench.bin >/dev/null
sh tools/pack.sh $run/bench.cpio guests/Bench/bench.manifest $run/bench.bin artifacts/image/guests/bench.elf
sh tools/qemu.sh artifacts/image/kernel.elf $run/bench.cpio -icount shift=0,sleep=off | sed 's/^\[[^]]*\] //'
