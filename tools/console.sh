#!/bin/sh
# console.sh POLICY.xml [FILE...]: boots the image with domain 0 as a console on this terminal. The boot archive has the
# policy, the guests that run by themselves, and the FILEs: other policies (XML, compiled here), saved domains, images.
# What 'save' writes goes to artifacts/run/saved, which a later run can be given.
set -u
policy=$1
shift
image=artifacts/image
run=artifacts/run
mkdir -p $run/files
rm -f $run/files/*

./verified convert "$policy" --to binary -o $run/console.bin >/dev/null || exit
for file in "$@"; do
    case $file in
        *.xml) ./verified convert "$file" --to binary -o "$run/files/$(basename "$file" .xml).bin" >/dev/null || exit ;;
        *) cp "$file" $run/files/ || exit 2 ;;
    esac
done
sh tools/pack.sh $run/console.cpio policies/console.manifest $run/console.bin \
    $image/guests/console.elf $image/guests/counter.elf $image/guests/partner.elf $(find $run/files -type f | sort) || exit
exec sh tools/console-qemu.sh $image/kernel.elf $run/console.cpio $run/saved
