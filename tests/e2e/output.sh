#!/bin/sh
# output - where output goes and what it never holds: pipes, full disks, colours, escapes.
. tests/e2e/kit/kit.sh
db=$work/toll.db
"$TOLL" demo --requests 800 >"$work/demo.jsonl" || exit 1
# A user whose name would clear the screen, run in a spreadsheet and break a Markdown table.
printf '%s\n' '{"timestamp":"2026-11-01T00:00:00Z","user":"=1+1|\u001b[2J<b>","feature":"\u001b]0;x\u0007","request":{"model":"gpt-4o","messages":[{"role":"user","content":"x"}]},"response":{"id":"chatcmpl-escape01","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"y"},"finish_reason":"stop"}],"usage":{"prompt_tokens":900000000,"completion_tokens":1,"total_tokens":900000001}}}' \
    >>"$work/demo.jsonl"
"$TOLL" --db "$db" ingest "$work/demo.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
escape=$(printf '\033')

for words in "report --by user --by feature" "report --by user --format markdown" "report --by user --format csv" \
    "report --by user --format json" "query cost_by_user" "sources"; do
    # shellcheck disable=SC2086 # words are words
    "$TOLL" --db "$db" $words >"$work/out" 2>"$work/err" || fail "$words: $(cat "$work/err")"
    grep -q "$escape" "$work/out" && fail "$words: an escape came through"
    [ ! -s "$work/err" ] || fail "$words: chatter: $(cat "$work/err")"
done
"$TOLL" --db "$db" report --by user --format csv | grep -q "^\"'=1" || fail "a formula is not quoted in CSV"
"$TOLL" --db "$db" report --by user --format markdown | grep -q '=1+1\\|' || fail "a pipe is not escaped in Markdown"

# A terminal gets bold headings, unless NO_COLOR is set; a pipe never.
if command -v script >/dev/null; then
    export TERM=xterm COLUMNS=100
    unset NO_COLOR
    script -qec "'$TOLL' --db '$db' report" /dev/null >"$work/tty" </dev/null 2>&1
    grep -q "$escape\[1m" "$work/tty" || fail "no bold on a terminal"
    NO_COLOR=1 script -qec "'$TOLL' --db '$db' report" /dev/null >"$work/tty" </dev/null 2>&1
    grep -q "$escape" "$work/tty" && fail "colour in spite of NO_COLOR"
    COLUMNS=60 NO_COLOR=1 script -qec "'$TOLL' --db '$db' report" /dev/null >"$work/tty" </dev/null 2>&1
    grep -q 'left out for want of width' "$work/tty" || fail "a narrow terminal: nothing is left out"
fi

# A reader that goes away is nobody's business.
for words in "report --format json" "demo --requests 5000" "sql --format csv 'SELECT * FROM requests'"; do
    eval "\"\$TOLL\" --db \"\$db\" $words" 2>"$work/err" | head -c 10 >/dev/null
    [ ! -s "$work/err" ] || fail "$words into a closed pipe: $(cat "$work/err")"
done
# A full disk is.
if [ -w /dev/full ]; then
    "$TOLL" --db "$db" report >/dev/full 2>"$work/err"
    [ $? -eq 5 ] || fail "a full disk is not status 5"
    grep -q '^toll: standard output' "$work/err" || fail "a full disk: $(cat "$work/err")"
fi

# Logs without a command: a report, and no database stays.
TMPDIR=$work/tmp
export TMPDIR
mkdir "$TMPDIR" "$work/here"
mv "$work/demo.jsonl" "$work/here/"
cd "$work/here" || exit 1
"$TOLL" demo.jsonl --by feature >"$work/out" 2>"$work/err" || fail "toll LOG: $(cat "$work/err")"
grep -q '^By feature' "$work/out" || fail "toll LOG prints no report"
[ -z "$(ls "$TMPDIR")" ] || fail "toll LOG leaves $(ls "$TMPDIR")"
[ "$(ls)" = demo.jsonl ] || fail "toll LOG leaves files here: $(ls)"
"$TOLL" detect demo.jsonl >"$work/out" 2>"$work/err" || fail "detect: $(cat "$work/err")"
grep -q 'format  *pair' "$work/out" || fail "detect: $(head -c 300 "$work/out")"
echo "no log at all" >nothing
"$TOLL" detect nothing >"$work/out" 2>&1
[ $? -eq 1 ] || fail "detect of no log is not status 1"
"$TOLL" detect missing >"$work/out" 2>&1
[ $? -eq 5 ] || fail "detect of a missing file is not status 5"
exit $bad
