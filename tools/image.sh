#!/bin/sh
# Builds artifacts/image: kernel.elf and guests/*.elf.
set -e
for project in src/Kernel/Image/*.csproj guests/*/*.csproj; do
    dotnet build -c Release -v q --nologo -clp:NoSummary "$project"
done
