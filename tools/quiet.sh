#!/bin/sh
# quiet.sh WHAT COMMAND...: runs a build step; shows its output only when it fails.
# A package source out of reach is said in one line (exit 2): the build needs NuGet the first time.
what=$1
shift
echo "$what ..."
log=$(mktemp)
if "$@" >"$log" 2>&1; then
    rm -f "$log"
    exit 0
fi
if grep -q -e NU1301 -e NU1101 -e NU1102 "$log"; then
    echo "make: NuGet packages are missing and no package source answers; connect once, or restore them: dotnet restore Verified.sln" >&2
    rm -f "$log"
    exit 2
fi
cat "$log" >&2
rm -f "$log"
exit 1
