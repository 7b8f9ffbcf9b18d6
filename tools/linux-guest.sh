#!/bin/sh
# linux-guest.sh [FOLDER]: makes artifacts/linux/{linux.elf,initrd}: Debian's cloud kernel, taken out of its vmlinuz
# unchanged, and an initramfs of Debian's static busybox, the kernel's own drivers of event channels and grants, and the
# files of guests/Linux. The packages are fetched by name,
# unpacked below artifacts/linux and never installed; what is there already is not fetched again.
# Exit 2 with one line when a package cannot be had.
set -u
out=artifacts/linux
extract=artifacts/bin/LinuxKernel/release/LinuxKernel.dll
mkdir -p $out

fail() {
    echo "linux: $1" >&2
    exit 2
}

# A list of packages that is old or missing is made anew once, as far as one may.
renew() {
    if [ "$(id -u)" -eq 0 ]; then apt-get update -q; else sudo -n apt-get update -q; fi >$out/fetch.log 2>&1
}

download() {
    (cd $out && apt-get download -q "$1") >$out/fetch.log 2>&1
}

newest() {
    apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p'
}

# fetch NAME...: each package's file, and what is in it below root, once.
fetch() {
    for name in "$@"; do
        [ -f "$out/$name.unpacked" ] && continue
        rm -f $out/"$name"_*.deb
        download "$name" || { renew && download "$name"; } ||
            fail "cannot fetch Debian's package $name ($(grep -m1 '^E:' $out/fetch.log)); try: apt-get update"
        dpkg -x $out/"$name"_*.deb $out/root || fail "cannot unpack $name; delete $out and try again"
        touch "$out/$name.unpacked"
    done
}

# Whoever comes while another is at it waits, and finds what that one made.
exec 9>$out/lock
flock 9

# The kernel's package is the one that the package without a version names today.
image=$(newest)
[ -n "$image" ] || { renew && image=$(newest); }
[ -n "$image" ] || fail "apt knows no package linux-image-cloud-amd64; try: apt-get update"
fetch "$image" busybox-static
for package in $out/*.deb; do
    (cd $out && sha256sum "$(basename "$package")")
done
dotnet $extract $out/root/boot/vmlinuz-"${image#linux-image-}" $out/linux.elf.new || exit 2
mv $out/linux.elf.new $out/linux.elf

# The same files give the same bytes.
tree=$out/initrd.tree
rm -rf $tree
mkdir -p $tree/bin $tree/lib $tree/dev $tree/proc $tree/sys
cp $out/root/bin/busybox $tree/bin/
gcc -static -O2 -Wall -Wextra -Werror -o $tree/bin/channel guests/Linux/channel.c || fail "cannot compile guests/Linux/channel.c"
for driver in evtchn gntalloc gntdev; do
    cp $out/root/lib/modules/"${image#linux-image-}"/kernel/drivers/xen/xen-$driver.ko $tree/lib/ ||
        fail "$image has no driver xen-$driver"
done
cp guests/Linux/init $tree/
chmod 755 $tree $tree/* $tree/bin/*
find $tree -exec touch -d @0 {} +
(cd $tree && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --reproducible --quiet) >$out/initrd.new ||
    fail "cannot pack the initramfs; is cpio there?"
mv $out/initrd.new $out/initrd
