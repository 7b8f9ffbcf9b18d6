#!/bin/sh
# pack.sh ARCHIVE MANIFEST POLICY.bin IMAGE...: packs a boot archive (newc cpio): the manifest, the policy, and the
# guest images under their file names without .elf. The same files give the same bytes.
set -eu
archive=$1 manifest=$2 policy=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$manifest" "$folder/manifest"
cp "$policy" "$folder/policy.bin"
names="manifest
policy.bin"
for image in "$@"; do
    name=$(basename "$image" .elf)
    cp "$image" "$folder/$name"
    names="$names
$name"
done
find "$folder" -exec touch -d @0 {} +
chmod 644 "$folder"/*
echo "$names" | (cd "$folder" && cpio -o -H newc -R 0:0 --reproducible --quiet) >"$archive"
