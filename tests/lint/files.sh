#!/bin/sh
# files - one name a file, a first line that says what it is, nothing unfinished, nothing generated or huge.
complain() {
    [ -z "$1" ] && return
    printf '%s:\n%s\n' "$2" "$1"
    bad=1
}
bad=0
listed() {  # what git would commit; without git, what is there
    git ls-files -co --exclude-standard 2>/dev/null ||
        find . \( -path ./.git -o -path ./build \) -prune -o -type f -print | sed 's|^\./||'
}
files=$(listed | sort | while read -r f; do [ ! -f "$f" ] || echo "$f"; done)
sources=$(printf '%s\n' "$files" | grep -E '^(src|parsers|tui|tests|bench)/.*\.(c|h|cpp)$')
text=$(printf '%s\n' "$files" | grep -E '\.(c|h|cpp|sql|sh|awk|cmake|md)$|^(dev|\.ci/run|CMakeLists\.txt)$')

complain "$(printf '%s\n' "$sources" | xargs -r awk '
    FNR == 1 {
        name = FILENAME; sub(/.*\//, "", name)
        if (index($0, "// " name " - ") != 1 || length($0) < length(name) + 16) print "  " FILENAME ": " $0
    }')" 'the first line is not "// <name> - <one sentence>"'
complain "$(printf '%s\n' "$files" | grep -E '\.(c|h|cpp|sql)$' | sed 's|.*/||' | sort | uniq -d | sed 's/^/  /')" \
    'two files have this name'
complain "$(printf '%s\n' "$text" | xargs -r grep -nIE '\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b' | sed 's/^/  /')" \
    'unfinished: fix it or open an issue'
complain "$(printf '%s\n' "$text" | xargs -r grep -lI "$(printf '\r')" | sed 's/^/  /')" 'carriage returns'
complain "$(printf '%s\n' "$files" | grep -E '\.(o|a|so|db|db-wal|db-shm|orig|rej|log|swp|gcda|gcno|pyc)$|~$' | sed 's/^/  /')" \
    'generated or left over'
complain "$(printf '%s\n' "$files" | while read -r f; do
    size=$(wc -c <"$f")
    [ "$size" -le 524288 ] || echo "  $f: $size bytes"
done)" 'larger than 512 KiB'
complain "$(printf '%s\n' "$files" | grep -vE '^(sample-logs|tests|docs)/' | xargs -r grep -LI '' | sed 's/^/  /')" \
    'binary or empty (binary data lives in sample-logs, tests and docs)'
complain "$(printf '%s\n' "$files" | grep -E '^(dev|\.ci/run)$' | while read -r f; do
    [ -x "$f" ] || echo "  $f"
done)" 'not executable'
exit $bad
