#!/bin/sh
# show_source - toll show ID --source prints the very lines of the log, wherever it is now, and never another's.
. tests/e2e/kit/kit.sh
samples=$(cd "$(dirname "$0")/../../sample-logs" && pwd)
cd "$work" || exit 1

ids() { # DB: id, source, entry of all requests
    "$TOLL" --db "$1" sql --limit 100000 --format csv "SELECT id, source, entry FROM requests ORDER BY entry" 2>err | tail -n +2 | tr -d '\r'
}
# status WANTED COMMAND...: its output in `out`, what it says in `said`
status() {
    wanted=$1
    shift
    "$@" >out 2>said
    got=$?
    [ $got -eq "$wanted" ] || fail "exit $got, not $wanted: $*: $(cat said)"
}
says() { grep -q -- "$1" said || fail "does not say '$1' but '$(cat said)'"; }

# Plain, one frame, several frames, gzip members: the line that stands there.
"$TOLL" demo --requests 2500 >demo.jsonl 2>/dev/null || exit 1
zstd -q demo.jsonl -o one.zst
split -n l/5 demo.jsonl part. && for part in part.*; do zstd -q -c "$part"; done >some.zst
for part in part.*; do gzip -c "$part"; done >some.gz
rm part.*
for log in demo.jsonl one.zst some.zst some.gz; do
    "$TOLL" --db "$log.db" ingest $log >/dev/null 2>log || cat log
    ids "$log.db" >rows
    [ "$(wc -l <rows)" -eq 2500 ] || fail "$log: not all requests"
    for n in 1 2 1250 2499 2500; do
        row=$(sed -n ${n}p rows)
        id=${row%%,*}
        line=$((${row##*,} + 1))
        case $log in
        *.zst) zstd -dc $log | sed -n ${line}p >want ;;
        *.gz) gzip -dc $log | sed -n ${line}p >want ;;
        *) sed -n ${line}p $log >want ;;
        esac
        status 0 "$TOLL" --db "$log.db" show "$id" --source
        [ -s want ] && cmp -s out want || fail "$log: line $line is another"
    done
done
"$TOLL" --db one.zst.db sql --format csv "SELECT json_array_length(frame_starts) FROM sources" | tr -d '\r' | grep -qx 1 || fail "one.zst is not one frame"
[ "$("$TOLL" --db some.zst.db sql --format csv "SELECT json_array_length(frame_starts) FROM sources" | tail -1 | tr -d '\r')" -ge 3 ] || fail "too few frames"

# Into a file, as an answer, on a terminal.
row=$(sed -n 1700p rows)
id=${row%%,*}
sed -n "$((${row##*,} + 1))p" demo.jsonl >want
status 0 "$TOLL" --db demo.jsonl.db show "$id" --source -o got.json
cmp -s got.json want || fail "-o writes something else"
status 0 "$TOLL" --db demo.jsonl.db show "$id" --source --format json
[ "$(sqlite3 :memory: "
    SELECT (e ->> 'text') || char(10) = CAST(readfile('want') AS TEXT) AND e ->> 'log' = 'demo.jsonl'
           AND e ->> 'known_by' = 'id' AND e ->> 'bytes' = length(CAST(e ->> 'text' AS BLOB))
    FROM (SELECT readfile('out') -> '\$.entries[0]' AS e)")" = 1 ] || fail "--format json: $(head -c 300 out)"

# Beside the database, rotated, packed, named by --log; gone.
mkdir sub && cp demo.jsonl.db sub/t.db && mv demo.jsonl sub/
status 0 "$TOLL" --db sub/t.db show "$id" --source
cmp -s out want || fail "not found beside the database"
for name in demo.jsonl.1 demo.jsonl.gz; do
    mv sub/demo.jsonl "$name" 2>/dev/null || gzip -c demo.jsonl.1 >"$name"
    status 0 "$TOLL" --db demo.jsonl.db show "$id" --source
    cmp -s out want || fail "not found as $name"
done
mv demo.jsonl.1 away && rm demo.jsonl.gz
status 5 "$TOLL" --db demo.jsonl.db show "$id" --source
says 'not there any more'
[ ! -s out ] || fail "prints something of a log that is gone"
status 0 "$TOLL" --db demo.jsonl.db show "$id" --source --log away
cmp -s out want || fail "--log away"
status 0 "$TOLL" --db demo.jsonl.db show "$id" --source --log some.zst
cmp -s out want || fail "--log with other frames"
status 2 "$TOLL" --db demo.jsonl.db show "$id" --log away

# Another file, one cut short, one that was changed in between: nothing is shown.
"$TOLL" demo --requests 2500 --seed 9 >demo.jsonl 2>/dev/null
status 4 "$TOLL" --db demo.jsonl.db show "$id" --source
says 'another file'
[ ! -s out ] || fail "prints a line of another file"
head -n 100 away >demo.jsonl
status 4 "$TOLL" --db demo.jsonl.db show "$id" --source
says 'something else\|has changed\|cut short'
[ ! -s out ] || fail "prints a line of a short file"
sed 5d away >demo.jsonl
status 4 "$TOLL" --db demo.jsonl.db show "$id" --source
says 'has changed since it was ingested'
[ ! -s out ] || fail "prints a line of a changed file"
# Another call of the same length in its place.
sed "$((${row##*,} + 1))s/chatcmpl-./chatcmpl-~/; $((${row##*,} + 1))s/msg_../msg_~~/; $((${row##*,} + 1))s/\"responseId\": *\"../&~/" away >demo.jsonl
cmp -s away demo.jsonl && fail "this line has no id to change: $(cat want)"
status 4 "$TOLL" --db demo.jsonl.db show "$id" --source
says 'has changed since it was ingested'
[ ! -s out ] || fail "prints another call"
# One that has grown is the same.
{ cat away; echo '{"id":"later"}'; } >demo.jsonl
status 0 "$TOLL" --db demo.jsonl.db show "$id" --source
cmp -s out want || fail "a log that has grown"

# An archive that is broken before the line.
head -c "$(($(stat -c %s one.zst) / 3))" one.zst >cut.zst
last=$(sed -n 2490p rows)
status 4 "$TOLL" --db one.zst.db show "${last%%,*}" --source --log cut.zst
[ ! -s out ] || fail "prints something behind a torn end"

# Standard input, pipes.
"$TOLL" --db stdin.db ingest - <away >/dev/null 2>&1
status 5 "$TOLL" --db stdin.db show "$id" --source
says 'standard input'
status 0 "$TOLL" --db stdin.db show "$id" --source --log away
cmp -s out want || fail "--log for standard input"

# A call of several lines, in one log and in two; entries that are not lines.
zstd -dc "$samples/claude-code.jsonl.zst" >claude.jsonl
"$TOLL" --db claude.db ingest claude.jsonl >/dev/null 2>&1
id=$("$TOLL" --db claude.db sql --format csv "SELECT id FROM requests WHERE entry = 2" | tail -1 | tr -d '\r')
status 0 "$TOLL" --db claude.db show "$id" --source
sed -n '3,4p' claude.jsonl >want
cmp -s out want || fail "two lines of a call: $(cat out)"
gzip -dc "$samples/openai-batch-input.jsonl.gz" >in.jsonl
zstd -dc "$samples/openai-batch-output.jsonl.zst" >out.jsonl
"$TOLL" --db batch.db ingest in.jsonl out.jsonl >/dev/null 2>&1
id=$("$TOLL" --db batch.db sql --format csv "SELECT id FROM requests WHERE source = 'in.jsonl' AND output_tok > 0 ORDER BY entry LIMIT 1" | tail -1 | tr -d '\r')
[ -n "$id" ] || fail "no joined call"
status 0 "$TOLL" --db batch.db show "$id" --source
custom=$(sed -n '1s/.*"custom_id": *"\([^"]*\)".*/\1/p' out)
grep -h "\"$custom\"" in.jsonl out.jsonl >want
[ "$(wc -l <want)" -eq 2 ] && cmp -s out want || fail "two halves of a call: $(cat out)"
gzip -dc "$samples/azure-trace.csv.gz" >azure.csv
"$TOLL" --db csv.db ingest azure.csv >/dev/null 2>&1
id=$("$TOLL" --db csv.db sql --format csv "SELECT id FROM requests WHERE entry = 1" | tail -1 | tr -d '\r')
status 0 "$TOLL" --db csv.db show "$id" --source
tr -d '\r' <out | cmp -s - "$(sed -n 3p azure.csv | tr -d '\r' >want; echo want)" || fail "CSV: $(cat out)"
sed '3y/0123456789/1234567890/' azure.csv >other.csv
cmp -s azure.csv other.csv && fail "the row is the same"
status 4 "$TOLL" --db csv.db show "$id" --source --log other.csv
[ ! -s out ] || fail "prints another row: $(cat out)"
{ echo '['; sed '$!s/$/,/' claude.jsonl | sed 's/,"/,\n  "/g'; echo ']'; } >pretty.json
"$TOLL" --db pretty.db ingest pretty.json >/dev/null 2>&1
id=$("$TOLL" --db pretty.db sql --format csv "SELECT id FROM requests ORDER BY entry DESC LIMIT 1" | tail -1 | tr -d '\r')
status 0 "$TOLL" --db pretty.db show "$id" --source
[ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('out') AS TEXT))")" = 1 ] && [ "$(wc -l <out)" -gt 5 ] || fail "an element of an array: $(head -3 out)"

# The text of none is kept; the log still has it.
"$TOLL" --db none.db ingest --text none away >/dev/null 2>&1
row=$(ids none.db | sed -n 77p)
status 0 "$TOLL" --db none.db show "${row%%,*}" --source
sed -n "$((${row##*,} + 1))p" away | cmp -s - out || fail "--text none"

# On a terminal no byte of the log acts.
printf '{"timestamp":"2026-09-01T10:00:00Z","request":{"model":"gpt-4o","messages":[{"role":"user","content":"x\033]0;owned\007"}]},"response":{"id":"chatcmpl-hostile-1","usage":{"prompt_tokens":5,"completion_tokens":1}}}\n' >hostile.jsonl
"$TOLL" --db hostile.db ingest hostile.jsonl >/dev/null 2>&1
status 0 "$TOLL" --db hostile.db show chatcmpl-hostile-1 --source
cmp -s out hostile.jsonl || fail "not byte for byte into a file"
if command -v script >/dev/null; then
    script -qec "$TOLL --db hostile.db show chatcmpl-hostile-1 --source" typescript >/dev/null 2>&1
    grep -q 'hostile.jsonl, entry 0, at byte 0' typescript && grep -q 'owned' typescript || fail "nothing on a terminal: $(cat typescript)"
    ! LC_ALL=C grep -q "$(printf '\033]0')" typescript || fail "an escape sequence reaches the terminal"
fi
"$TOLL" --db demo.jsonl.db export anonymised -o anon.db >/dev/null 2>&1 &&
    {
        id=$(ids anon.db | head -1)
        status 5 "$TOLL" --db anon.db show "${id%%,*}" --source
        says 'does not say which log'
    }
exit $bad
