#!/bin/sh
# tui_requests - the inspector: the entry of the log byte for byte, a cost that adds up, narrowing, following an ingest.
. tests/e2e/kit/kit.sh
socket=toll-req-$$
mux() { tmux -L "$socket" -f /dev/null "$@"; }
trap 'mux kill-server 2>/dev/null; rm -rf "$work"' EXIT
samples=$(cd "$(dirname "$0")/../../sample-logs" && pwd)
cd "$work" || exit 1
export LC_ALL=C.UTF-8 TERM=xterm-256color
unset NO_COLOR TMUX TOLL_DB COLUMNS LINES
"$TOLL" demo --requests 2000 2>/dev/null | zstd -q -o demo.zst || exit 1
"$TOLL" --db t.db ingest demo.zst >log 2>&1 || { cat log; exit 1; }
sql() { "$TOLL" --db t.db sql --format csv "$1" 2>err | tail -n +2 | tr -d '\r'; }

# frame KEYS WORD...
frame() {
    keys=$1
    shift
    "$TOLL" --db t.db tui --screen requests --size 200x400 --replay "$keys" "$@" 2>err || fail "tui $*: $(cat err)"
}
# The entry in the frame $1: all that is no blank, behind the heading; $2 = the first of them.
entry_of() {
    sed -n "/^ read from $2/,/^ *Enter:/p" "$1" | sed '1d;$d' | tr -d ' \n'
}

# The entry is the line of the archive, wherever it stands.
for place in 0 1 777 1998 1999; do
    id=$(sql "SELECT id FROM requests WHERE entry = $place")
    frame "#$id<Enter>v" >shown
    zstd -dc demo.zst | sed -n "$((place + 1))p" | tr -d ' \n' >want
    entry_of shown 'demo.zst, entry' >got
    [ -s want ] && cmp -s got want || fail "entry $place is shown as: $(head -c 300 got)"
done
# Of the row under the cursor, at a size that must be scrolled; w writes it as it is.
id=$(sql "SELECT id FROM requests ORDER BY ts_us DESC LIMIT 1 OFFSET 2")
place=$(sql "SELECT entry FROM requests WHERE id = '$id'")
"$TOLL" --db t.db tui --screen requests --size 80x24 --replay 'jjvGwout.json<Enter>' >shown 2>err
grep -q "^── $id in its log" shown || fail "not the third row: $(cat shown err)"
grep -q '^ }' shown || fail "its end is not reached: $(cat shown)"
zstd -dc demo.zst | sed -n "$((place + 1))p" | cmp -s - out.json || fail "w writes another: $(head -c 300 out.json)"
frame 'jjvy' | grep -q "show $id --source" || fail "y does not say how to get it"
frame 'jjvJJK' | grep -q "^── $(sql "SELECT id FROM requests ORDER BY ts_us DESC LIMIT 1 OFFSET 3") in its log" || fail "J and K"
frame 'jjvv' | grep -q 'pico-USD' || fail "v does not go back to the fields"

# What is gone or changed is said, and nothing shown.
mv demo.zst away.zst
frame "#$id<Enter>v" >shown
grep -q 'not there any more' shown && ! grep -q '"timestamp"' shown || fail "a log that is gone: $(head -12 shown)"
zstd -dc away.zst | sed 3d | zstd -q -o demo.zst
frame "#$id<Enter>v" >shown
grep -q 'has changed since' shown && ! grep -q '"timestamp"' shown || fail "a log that has changed: $(head -12 shown)"
mv away.zst demo.zst

# All lines of a call; the text that --text none did not keep.
zstd -dc "$samples/claude-code.jsonl.zst" >claude.jsonl
"$TOLL" --db c.db ingest --text none claude.jsonl >/dev/null 2>&1
id=$("$TOLL" --db c.db sql --format csv "SELECT id FROM requests WHERE entry = 2" | tail -1 | tr -d '\r')
"$TOLL" --db c.db tui --screen requests --size 200x200 --replay "#$id<Enter>v" >shown 2>err
sed -n 3,4p claude.jsonl | tr -d ' \n' >want
entry_of shown claude.jsonl | sed 's/readfromclaude.jsonl,atbyte[0-9,]*length[0-9]*//' >got
cmp -s got want || fail "two lines of a call: $(cat got)"

# The arithmetic: the parts sum up to the cost of the row, each token is in one of them, and it is what toll show prints.
arithmetic() { # WHAT CONDITION
    id=$(sql "SELECT id FROM requests WHERE $2 ORDER BY entry LIMIT 1")
    [ -n "$id" ] || { fail "no request for $1"; return; }
    frame "#$id<Enter>" >shown
    "$TOLL" --db t.db show "$id" --format json >said.json
    sed -n 's|.* \([0-9,]*\) × \$[0-9.]*/M  *\([0-9,]*\) pico-USD.*|\1 \2|p' shown | tr -d , >parts
    sqlite3 -separator ' ' :memory: >said <<'EOF' || fail "$1: $id: $(head -c 300 said.json)"
SELECT value ->> 'count', value ->> 'cost_pusd' FROM json_each(readfile('said.json'), '$.cost');
EOF
    [ -s parts ] && cmp -s parts said || fail "$1: $id: $(cat parts), toll show says $(cat said)"
    sum=$(sqlite3 :memory: "SELECT sum(value ->> 'cost_pusd') FROM json_each(readfile('said.json'), '\$.cost')")
    grep -q "sum $sum pico-USD" shown || fail "$1: $id: the sum is not $sum"
    sqlite3 :memory: >differences <<'EOF' || fail "$1: $id: $(head -c 300 said.json)"
CREATE TABLE call AS SELECT value AS r FROM json_each(readfile('said.json')) WHERE key = 'request';
CREATE TABLE part AS SELECT value ->> 'part' AS part, value ->> 'count' AS count, value ->> 'cost_pusd' AS pusd
    FROM json_each(readfile('said.json'), '$.cost');
SELECT 'the parts cost ' || sum(pusd) FROM part HAVING abs(sum(pusd) / 1000.0 - (SELECT r ->> 'cost_nusd' FROM call)) > 0.5;
SELECT 'input' FROM call
    WHERE ifnull((SELECT count FROM part WHERE part = 'input'), 0) <> ifnull(r ->> 'input_tok', 0);
SELECT 'cache read' FROM call
    WHERE ifnull((SELECT count FROM part WHERE part = 'cache read'), 0) <> ifnull(r ->> 'cache_read_tok', 0);
SELECT 'a token is in two parts or in none' FROM call
    WHERE (SELECT sum(count) FROM part WHERE part NOT LIKE '%part of%') <> ifnull(r ->> 'input_tok', 0)
        + ifnull(r ->> 'cache_read_tok', 0) + ifnull(r ->> 'cache_write_5m_tok', 0)
        + ifnull(r ->> 'cache_write_1h_tok', 0) + ifnull(r ->> 'output_tok', 0);
EOF
    [ ! -s differences ] || fail "$1: $id: $(cat differences)"
}
arithmetic "a plain call" "cost_nusd > 0 AND cache_read_tok = 0"
arithmetic "tokens read from a cache" "cost_nusd > 0 AND cache_read_tok > 0 AND input_tok > 0"
arithmetic "tokens written to a cache" "cost_nusd > 0 AND cache_write_5m_tok + cache_write_1h_tok > 0"
arithmetic "reasoning" "cost_nusd > 0 AND reasoning_tok > 0"
id=$(sql "SELECT id FROM requests WHERE cost_nusd IS NULL AND error = 0 ORDER BY entry LIMIT 1")
frame "#$id<Enter>" >shown
grep -q 'no row of the price book priced this request' shown && ! grep -q 'pico-USD\|of the call' shown || fail "an unpriced call: $(sed -n 1,20p shown)"

# Narrowed down to a user or template: the sums are those of report.
for field in user template; do
    frame "$(echo $field | cut -c1 | tr t s)" >shown
    term=$(sed -n "s/.*all › \($field=[^ ]*\).*/\1/p" shown)
    [ -n "$term" ] || fail "not narrowed down by $field: $(head -3 shown)"
    count=$("$TOLL" --db t.db report summary --where "$term" | sed -n 's/^ *requests *//p' | head -1)
    grep -q "requests $count " shown || fail "$term: not $count requests"
done

# Following: what another process ingests comes under the cursor, and into the inspector.
command -v tmux >/dev/null || { echo "tmux is not installed: following is not tested"; exit $bad; }
screen() { mux capture-pane -p -t main 2>/dev/null; }
wait_for() {
    tries=0
    until screen | grep -q -- "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { fail "$2: no '$1' on the screen: $(screen)"; return 1; }
        sleep 0.1
    done
}
call() { # NUMBER
    printf '{"timestamp":"2027-01-01T00:00:%02dZ","user":"late","request":{"model":"gpt-4o","messages":[{"role":"user","content":"q%d"}]},"response":{"id":"chatcmpl-late-%d","usage":{"prompt_tokens":%d,"completion_tokens":2}}}\n' "$1" "$1" "$1" "$1"
}
mux new-session -d -x 120 -y 40 -s main "'$TOLL' --db t.db tui --screen requests 2>tui.err" || { echo "tmux does not start: following is not tested"; exit $bad; }
wait_for '▸' 'the list'
mux send-keys -t main F Enter
wait_for 'FOLLOW' 'following'
for n in 1 2 3; do
    call $n >late.$n.jsonl
    "$TOLL" --db t.db ingest late.$n.jsonl >/dev/null 2>&1
    id=$("$TOLL" --db t.db show chatcmpl-late-$n --format json | sed -n 's/.*"id": "\([0-9a-f]*\)".*/\1/p' | head -1)
    wait_for "^▸01-01 00:00:0$n" "call $n"
    wait_for "^── $id " "call $n in the inspector"
done
mux send-keys -t main j
wait_for '^▸01-01 00:00:02' 'moving away'
screen | grep -q FOLLOW && fail "moving away does not end following"
call 4 >late.4.jsonl
"$TOLL" --db t.db ingest late.4.jsonl >/dev/null 2>&1
wait_for ' 01-01 00:00:04' 'call 4'
screen | grep -q '^▸01-01 00:00:02' || fail "the cursor does not stay where it was put: $(screen)"
# The entry that was just written is read back at once.
mux send-keys -t main F v
wait_for '"id": "chatcmpl-late-4"' 'the newest in its log'
mux send-keys -t main q q q q
exit $bad
