#!/bin/sh
# readme - the commands of README.md end with 0, its screens are what they print: on the database that ./dev demo leaves.
# UPDATE_README=1 in the environment: writes the screens that README.md shows whole instead of comparing; read them then.
. tests/e2e/kit/kit.sh
needs script zstd
readme=$PWD/README.md
export LC_ALL=C.UTF-8 NO_COLOR=1 TOLL_DB=build/demo/toll.db
PATH=$(dirname "$TOLL"):$PATH
mkdir -p "$work/build/demo" "$work/blocks"
ln -s "$PWD/sample-logs" "$PWD/docs" "$work/"
cd "$work" || exit 1

# As ./dev demo does.
"$TOLL" demo >build/demo/demo.jsonl || exit 1
find -L sample-logs -name '*.zst' -o -name '*.gz' | grep -vE '/(azure-trace|bailian|burstgpt|mooncake)\.' | sort >samples
xargs "$TOLL" ingest build/demo/demo.jsonl <samples >log 2>&1 || { cat log; exit 1; }

# A file for each command with a # behind its number, and one for what README.md shows of its output, if anything.
awk '
    /^```/ { block = $0 == "```sh" || $0 == "```console" ? substr($0, 4) : ""; next }
    block == "sh" && /^toll / { n++; printf "%s\n", $0 > sprintf("blocks/%03d.run", n) }
    block == "sh" && /^[^#]*\| *toll / { n++; printf "%s\n", $0 > sprintf("blocks/%03d.run", n) }
    block == "console" && /^\$ / { n++; printf "%s\n", substr($0, 3) > sprintf("blocks/%03d.run", n); next }
    block == "console" { printf "%s\n", $0 > sprintf("blocks/%03d.want", n) }' "$readme"

# shown WANT GOT: the lines of WANT are those of GOT, a line of … standing for any.
shown() {
    awk '
        { sub(/[ \r]+$/, "") }
        FNR == NR { want[++wants] = $0; next }
        { got[++gots] = $0 }
        END {
            while (gots && got[gots] == "") gots--
            at = 1
            for (i = 1; i <= wants; i++) {
                if (want[i] ~ /^ *…$/) { gap = 1; continue }
                if (gap) while (at <= gots && got[at] != want[i]) at++
                if (at > gots || got[at] != want[i]) { printf "line %d of the screen: %s\n", i, want[i]; exit 1 }
                at++
                gap = 0
            }
            if (!gap && at <= gots) { printf "README.md ends before: %s\n", got[at]; exit 1 }
        }' "$1" "$2"
}

# The text of README.md with this command has GOT where it had WANT.
replace() {
    awk -v command="$(cat "$1")" -v got="$2" '
        $0 == "$ " command { print; while ((getline line < got) > 0) print line; skip = 1; next }
        /^```/ || /^\$ / { skip = 0 }
        !skip' "$readme" >changed && cp changed "$readme"
}

count=0
for run in blocks/*.run; do
    want=${run%.run}.want
    count=$((count + 1))
    bash "$run" >piped 2>err || { echo "FAILED: status $? of: $(cat "$run"): $(head -c 500 err)"; bad=1; }
    [ -s "$want" ] || continue
    shown "$want" piped >why && continue
    # On a terminal, which is narrower than a pipe.
    script -qec "COLUMNS=100 bash $run 2>/dev/null" /dev/null </dev/null | tr -d '\r' | sed 's/\x1b\[[0-9;]*[A-Za-z]//g' >typed
    shown "$want" typed >why && continue
    if [ -n "${UPDATE_README:-}" ] && ! grep -q '^ *…$' "$want"; then
        replace "$run" piped
    else
        echo "FAILED: README.md on: $(cat "$run"): $(cat why)"
        bad=1
    fi
done
[ "$count" -ge 25 ] || { echo "FAILED: only $count commands found in README.md"; bad=1; }
exit "$bad"
