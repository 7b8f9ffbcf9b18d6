#!/bin/sh
# xen.sh: makes artifacts/xen/xen.elf: the hypervisor of Debian's xen-hypervisor-4.17-amd64, fetched by name, unpacked
# below artifacts/xen and never installed. Exit 2 with one line when it cannot be had.
set -u
out=artifacts/xen package=xen-hypervisor-4.17-amd64
mkdir -p $out
[ -f $out/xen.elf ] && exit
rm -f $out/${package}_*.deb
(cd $out && apt-get download -q $package) >$out/fetch.log 2>&1 || {
    echo "xen: cannot fetch Debian's package $package ($(grep -m1 '^E:' $out/fetch.log)); try: apt-get update" >&2
    exit 2
}
dpkg -x $out/${package}_*.deb $out/root && gzip -dc $out/root/boot/xen-4.17-amd64.gz >$out/xen.elf
