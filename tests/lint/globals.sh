#!/bin/sh
# globals - no layer below the command line has a mutable global (objects in .data or .bss; sanitizers' own do not count).
set -- "${BUILD_DIR:-build/dev}"/lib*.a
[ -e "$1" ] || { echo "nothing is built: skipped"; exit 77; }
for library; do
    case $library in */libcli.a) continue ;; esac
    objdump -t "$library"
done | awk '
    /file format/ { object = $1; sub(/\.o:$/, "", object) }
    / O \.(data|data\.rel\.local|bss|tdata|tbss)[ \t]/ && object !~ /\.cpp$/ && $NF !~ /^(\.L|__?asan|__odr_asan|__unnamed_|\.?Lasan|\.?LASAN)/ {
        print object ": " $NF " is a mutable global"
        bad = 1
    }
    END { exit bad }'
