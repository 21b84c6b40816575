#!/bin/sh
# headers - every header compiles alone.
check='for h; do
    printf "#include \"%s\"\n" "$h" |
        "$CC" -std=c11 -D_POSIX_C_SOURCE=200809L -DSOURCE_DIR=\"\" -DSHARED_DIR=\"\" -Wall -Wextra -Werror -fsyntax-only \
              -I. -Isrc -I"$BUILD_DIR/generated" -isystem /usr/include/cjson -x c - ||
        { echo "$h does not compile alone"; bad=1; }
done
exit ${bad:-0}'
export CC="${CC:-cc}" BUILD_DIR="${BUILD_DIR:-build/dev}"
find src parsers tui tests -name '*.h' | sort | xargs -r -n 8 -P 2 sh -c "$check" sh
