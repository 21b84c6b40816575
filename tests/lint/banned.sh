#!/bin/sh
# banned - functions that have no safe use here, or only in one place.
find src parsers tui -name '*.[ch]' -o -name '*.cpp' | sort | xargs awk -f tests/lint/banned.awk tests/lint/banned.txt
