#!/bin/sh
# keys - the table of keys in docs/dashboard.md is that of the program. UPDATE_DOCS=1 in the environment: writes it.
. tests/e2e/kit/kit.sh
docs=$PWD/docs/dashboard.md
"$TOLL" help keys >"$work/help" || exit 1
{
    echo '| key | what it does |'
    echo '|---|---|'
    # Keys in 15 columns, two blanks before and behind them.
    awk 'NR > 1 {
        n = split(substr($0, 3, 15), key, " ")
        printf "|"
        for (i = 1; i <= n; i++) printf " `%s`", key[i]
        print " | " substr($0, 20) " |"
    }' "$work/help"
} >"$work/want"
[ "$(wc -l <"$work/want")" -eq $(($(wc -l <"$work/help") + 1)) ] || { echo "FAILED: not every key was understood: $(cat "$work/help")"; exit 1; }
[ "$(wc -l <"$work/want")" -gt 40 ] || { echo "FAILED: too few keys: $(cat "$work/help")"; exit 1; }
if [ -n "${UPDATE_DOCS:-}" ]; then
    sed '/^| key | what it does |$/,$d' "$docs" >"$work/docs"
    cat "$work/docs" "$work/want" >"$docs"
fi
sed -n '/^| key | what it does |$/,$p' "$docs" >"$work/got"
diff -u "$work/got" "$work/want" || { echo "FAILED: docs/dashboard.md differs (UPDATE_DOCS=1 writes it)"; exit 1; }
