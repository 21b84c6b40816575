#!/bin/sh
# sql - every query opens with a comment that says its purpose.
find queries -name '*.sql' | sort | xargs -r awk '
    FNR == 1 && !/^-- [^ ].*/ { print FILENAME ": the first line is not \"-- <purpose>\""; bad = 1 }
    /\t|[ ]$/ { print FILENAME ":" FNR ": tab or trailing space"; bad = 1 }
    END { exit bad }'
