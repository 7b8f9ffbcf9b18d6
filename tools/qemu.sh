#!/bin/sh
# qemu.sh KERNEL ARCHIVE [QEMU OPTION...]: boots the image with a boot archive; the console is standard output. Exit
# status 0 when every domain has shut down as it meant to; else QEMU's own, which names the reason (src/Kernel/Machine/README.md).
# With GDB=1 the machine waits for a debugger on port 1234 (or GDB_PORT) before its first instruction, and runs without a limit.
kernel=$1 archive=$2
shift 2
if [ "${GDB:-}" = 1 ]; then
    port=${GDB_PORT:-1234}
    echo "waiting for gdb: gdb $kernel -ex 'set substitute-path /verified .'" \
        "-ex 'target remote :$port' -ex 'hbreak guest_exit' -ex continue" >&2
    set -- "$@" -gdb tcp::$port -S
    QEMU_SECONDS=86400
fi
timeout "${QEMU_SECONDS:-60}" qemu-system-x86_64 -accel tcg -cpu max -m 128 -display none -nodefaults -serial stdio \
    -monitor none -device isa-debug-exit,iobase=0xf4,iosize=4 -no-reboot -kernel "$kernel" -initrd "$archive" "$@" \
    </dev/null
status=$?
[ $status -eq 124 ] && echo "qemu: no end after ${QEMU_SECONDS:-60} s" >&2
[ $status -eq 33 ] && exit 0
exit $status
