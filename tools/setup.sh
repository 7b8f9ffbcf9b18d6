#!/bin/sh
# Installs what the build needs and the machine lacks, from Debian by name. Silent when nothing is missing.
# Exit 2 with one line (what is missing, how to get it) when it cannot.
set -u

missing=
need() { # need PACKAGE TEST...
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

need qemu-system-x86 command -v qemu-system-x86_64
need binutils command -v ld
need gcc command -v gcc
need libc6-dev test -e /usr/include/stdio.h
# The small PVH kernel of the tests is compiled against Xen's own headers; a test has gdb look into the image.
need libxen-dev test -e /usr/include/xen/xen.h
need gdb command -v gdb
need libz3-4 sh -c 'ldconfig -p | grep -q libz3.so.4'
need cpio command -v cpio
need graphviz command -v dot
# Second opinions on what Z3 decides in process.
need z3 command -v z3
need cvc5 command -v cvc5
need boolector command -v boolector

if ! command -v dotnet >/dev/null 2>&1; then
    echo "setup: the .NET 10 SDK is missing; install dotnet-sdk-10.0 and put dotnet on PATH" >&2
    exit 2
fi
[ -z "$missing" ] && exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && sudo true; }; then
        echo "setup: missing Debian packages:$missing; install them as root: apt-get install$missing" >&2
        exit 2
    fi
    as_root=sudo
fi

echo "setup: installing$missing"
log=$(mktemp)
# shellcheck disable=SC2086 # the list is words on purpose
if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1; then
    echo "setup: could not install$missing ($(grep -m1 '^E:' "$log")); install them by hand: apt-get install$missing" >&2
    rm -f "$log"
    exit 2
fi
rm -f "$log"
