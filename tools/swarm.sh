#!/bin/sh
# swarm.sh [OPTION...]: random runs of the kernel's handlers beside the specification, 100,000 steps unless told otherwise.
# Exit status 1 when they part: the trace is in artifacts, made short. Options: tests/Swarm/Options.cs.
program=artifacts/bin/Verified.Swarm/release/Verified.Swarm.dll
if [ ! -f "$program" ]; then
    echo "swarm: not built yet; run: dotnet build -c Release tests/Swarm" >&2
    exit 2
fi
exec dotnet "$program" "$@"
