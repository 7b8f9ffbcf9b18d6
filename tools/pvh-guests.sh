#!/bin/sh
# pvh-guests.sh: compiles the small PVH kernel of guests/Pvh, of 64 and of 32 bits, to artifacts/pvh/pvh{64,32}.elf.
# It needs gcc and Xen's public headers (libxen-dev). Exit 2 with one line when it cannot.
set -u
out=artifacts/pvh
mkdir -p $out
for bits in 64 32; do
    gcc -m$bits -O2 -std=gnu11 -Wall -Wextra -Werror -ffreestanding -fno-pic -fno-stack-protector -fcf-protection=none \
        -mgeneral-regs-only -mno-red-zone -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-T,guests/Pvh/kernel.ld \
        -o $out/pvh$bits.elf guests/Pvh/start.S guests/Pvh/kernel.c 2>$out/gcc.log || {
        echo "pvh: cannot compile guests/Pvh ($(grep -m1 'error' $out/gcc.log)); is libxen-dev there?" >&2
        exit 2
    }
done
