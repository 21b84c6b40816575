#!/bin/sh
# format - clang-format decides the layout (./dev fmt applies it).
command -v clang-format >/dev/null || { echo "clang-format is not installed: skipped"; exit 77; }
find src parsers tui tests bench \( -name '*.[ch]' -o -name '*.cpp' \) | sort |
    xargs -r -n 16 -P 2 clang-format --dry-run -Werror
