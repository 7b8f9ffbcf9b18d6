#!/bin/sh
# console-qemu.sh KERNEL ARCHIVE SAVED [QEMU OPTION...]: as qemu.sh, but what is typed reaches the console, there is no
# time limit, and the second serial port writes to the file SAVED. Ctrl-C stops the machine.
kernel=$1 archive=$2 saved=$3
shift 3
qemu-system-x86_64 -accel tcg -cpu max -m 128 -display none -nodefaults -serial stdio -serial "file:$saved" \
    -monitor none -device isa-debug-exit,iobase=0xf4,iosize=4 -no-reboot -kernel "$kernel" -initrd "$archive" "$@"
status=$?
[ $status -eq 33 ] && exit 0
exit $status
