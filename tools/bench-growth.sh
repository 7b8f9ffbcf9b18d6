#!/bin/sh
# bench-growth.sh: costs beside the number of domains, ports, mappings and labels, and beside an image whose monitor
# says yes to everything. Instructions, as in bench.sh. One table row a line of the guest (guests/Bench/Growth.cs).
set -eu
run=artifacts/run
mkdir -p $run

# policy LABELS: a policy of so many VM labels, which share one type each with all; the last three are the bench's.
policy() {
    awk -v n="$1" 'BEGIN {
        print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SecurityPolicyDefinition xmlns=\"http://www.ibm.com\">"
        print "<PolicyHeader><PolicyName>bench</PolicyName><Version>1.0</Version></PolicyHeader>"
        print "<SimpleTypeEnforcement><SimpleTypeEnforcementTypes><Type>Shared</Type></SimpleTypeEnforcementTypes></SimpleTypeEnforcement>"
        print "<ChineseWall priority=\"PrimaryPolicyComponent\"><ChineseWallTypes><Type>Wall</Type></ChineseWallTypes></ChineseWall>"
        print "<SecurityLabelTemplate><SubjectLabels bootstrap=\"L0\">"
        for (i = 0; i < n; i++)
            print "<VirtualMachineLabel><Name>L" i "</Name><SimpleTypeEnforcementTypes><Type>Shared</Type></SimpleTypeEnforcementTypes>" \
                "<ChineseWallTypes><Type>Wall</Type></ChineseWallTypes></VirtualMachineLabel>"
        print "</SubjectLabels></SecurityLabelTemplate></SecurityPolicyDefinition>"
    }' >$run/growth.xml
    ./verified convert $run/growth.xml --to binary -o $run/growth.bin >/dev/null
}

# measure NAME DOMAINS PORTS MAPPINGS LABELS [KERNEL]: one row.
measure() {
    last=L$(($5 - 1))
    {
        echo "domain L0 image=bench memory=512 arg=idle"
        echo "domain $last image=bench memory=512 arg=peer"
        echo "domain $last image=bench memory=512 arg=growth $3 $4"
        i=3
        while [ $i -lt "$2" ]; do
            echo "domain $last image=bench memory=512 arg=idle"
            i=$((i + 1))
        done
    } >$run/growth.manifest
    sh tools/pack.sh $run/growth.cpio $run/growth.manifest $run/growth.bin artifacts/image/guests/bench.elf
    sh tools/qemu.sh "${6:-artifacts/image/kernel.elf}" $run/growth.cpio -icount shift=0,sleep=off >$run/growth.out || {
        cat $run/growth.out >&2
        exit 1
    }
    sed 's/^\[[^]]*\] //' $run/growth.out | awk -v name="$1" '
        { printf "%-30s", name; for (i = 1; i <= NF; i++) printf "%9s", $i; print "" }'
}

printf '%-30s%9s%9s%9s%9s%9s%9s%9s%9s\n' '' unknown send unmask alloc bind map unmap yield
policy 2
measure "as it is" 3 6 0 2
measure "the monitor says yes" 3 6 0 2 artifacts/bench/unmediated.elf
measure "16 domains" 16 6 0 2
measure "64 domains" 64 6 0 2
measure "16 ports" 3 16 0 2
measure "1,000 ports" 3 1000 0 2
measure "2 mappings" 3 6 2 2
measure "16 mappings" 3 6 16 2
measure "1,000 mappings" 3 6 1000 2
policy 16
measure "16 labels" 3 6 0 16
policy 1000
measure "1,000 labels" 3 6 0 1000
