#!/bin/sh
# layers - a file includes only the layers below it, and each library in its one place.
find src parsers tui -name '*.[ch]' -o -name '*.cpp' | sort |
    xargs awk -f tests/lint/layers.awk tests/lint/layers.txt tests/lint/libraries.txt
