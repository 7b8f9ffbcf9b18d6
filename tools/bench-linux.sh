#!/bin/sh
# bench-linux.sh: Debian's Linux from its entry to its script, in instructions (-icount: the time-stamp counter counts
# them), with its exits by cause: on our image, and as PVH dom0 of Debian's Xen, in the same emulator with the same
# processor, kernel and initramfs. docs/linux.md has the table and what it leaves out.
set -u
run=artifacts/run xen=artifacts/xen cpu=EPYC,+svm,+npt,-rdtscp
mkdir -p $run $xen
arguments="quiet role=wait"
sh tools/linux-guest.sh >/dev/null || exit
sh tools/xen.sh || exit

# await PROCESS FILE WORD: until the word stands in the file that the process writes, five minutes at most.
await() {
    for _ in $(seq 300); do
        grep -qa "$3" "$2" 2>/dev/null && return
        kill -0 "$1" 2>/dev/null || break
        sleep 1
    done
    echo "bench-linux: no '$3' in $2" >&2
    kill "$1" 2>/dev/null
    exit 2
}

./verified convert policies/customer-order.xml --to binary -o $run/bench-linux.bin >/dev/null || exit
cat >$run/bench-linux.manifest <<END
domain SystemManagement image=console memory=98304 operator
domain OrderDatabase image=linux memory=131072 console module=initrd arg=console=hvc0 $arguments
END
sh tools/pack.sh $run/bench-linux.cpio $run/bench-linux.manifest $run/bench-linux.bin artifacts/image/guests/console.elf \
    artifacts/linux/linux.elf artifacts/linux/initrd || exit
rm -f $run/bench-linux.typed $run/bench-linux.ours
mkfifo $run/bench-linux.typed
sh tools/console-qemu.sh artifacts/image/kernel.elf $run/bench-linux.cpio $run/bench-linux.saved -m 768 -cpu $cpu \
    -icount shift=0,sleep=off <$run/bench-linux.typed >$run/bench-linux.ours 2>$run/bench-linux.log &
ours=$!
exec 3>$run/bench-linux.typed
await $ours $run/bench-linux.ours '\] uptime'
echo "stats 1" >&3
await $ours $run/bench-linux.ours '^exits: '
# Linux waits, and would not answer a shutdown.
kill $ours 2>/dev/null
exec 3>&-
wait $ours 2>/dev/null
tr -d '\r' <$run/bench-linux.ours | awk '
    / ns of CPU time/ { print "ours: " $2 " instructions from entry to script" }
    /^exits: / { print "  " $0 }'

rm -f $run/bench-linux.com1 $run/bench-linux.com2 $run/bench-linux.exits
mkfifo $run/bench-linux.exits
awk '/^vmexit/ { n[substr($0, 8, 8)]++ } END { for (c in n) print "exits " c ": " n[c] }' <$run/bench-linux.exits |
    LC_ALL=C sort >$run/bench-linux.counted &
counter=$!
qemu-system-x86_64 -accel tcg -M q35 -cpu $cpu -m 768 -display none -nodefaults -no-reboot -icount shift=0,sleep=off \
    -device amd-iommu -serial file:$run/bench-linux.com1 -serial file:$run/bench-linux.com2 -monitor none \
    -d in_asm -dfilter 0x1+1 -D $run/bench-linux.exits -kernel $xen/xen.elf \
    -append "dom0=pvh dom0_mem=128M dom0_max_vcpus=1 cpuidle=0 console=com1 com1=115200,8n1 console_timestamps=boot loglvl=all guest_loglvl=all ${XEN_OPTIONS:-}" \
    -initrd "artifacts/linux/linux.elf console=ttyS1 $arguments ${XEN_LINUX:-},artifacts/linux/initrd" \
    >$run/bench-linux.log 2>&1 </dev/null &
theirs=$!
await $theirs $run/bench-linux.com2 '^uptime'
kill $theirs 2>/dev/null
wait $theirs 2>/dev/null
wait $counter
# The kernel's clock began when its upcall vector was set by Xen's clock, less what its own said then. Codes of exits whose
# instruction Xen decodes without nRIP-save: RDTSC, CPUID, HLT, MSRs, VMMCALL, WBINVD; IN and OUT say where the next one is.
tr -d '\r' <$run/bench-linux.com2 | cat $run/bench-linux.com1 - $run/bench-linux.counted | tr -d '[]' | awk '
    /^.XEN. .*Freed .* init memory/ { entry = $2 }
    /upcall vector/ { began = $2 }
    /HVM callback vector/ { began -= $1 }
    /the script waits/ { script = $1 }
    /^exits / {
        total += $3
        if ($2 ~ /6e:|72:|78:|7c:|81:|89:/)
            decoded += $3
        list = list " " substr($2, 6) " " $3
    }
    END {
        took = (began + script - entry) * 1e9
        printf "Xen: %.0f instructions from entry to script\n", took
        printf "  less 6,000 for each of %d exits that it decodes: %.0f\n  %d exits, by code:%s\n", decoded,
            took - 6000 * decoded, total, list
    }'
