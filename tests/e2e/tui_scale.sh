#!/bin/sh
# tui_scale - 200,000 users, some with names of 10,000 characters: lists open, sort, search, scroll and drill down; beside an
# ingest that goes on, the cursor stays on its row and memory does not grow.
. tests/e2e/kit/kit.sh
socket=toll-scale-$$
trap 'tmux -L $socket kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C.UTF-8
unset TOLL_DB TOLL_TZ COLUMNS LINES
# users FROM TO: a call each; the higher the number, the more it costs. Every 50,000th has a long name.
users() {
    awk -v from="$1" -v to="$2" 'BEGIN {
        for (long = "0"; length(long) < 10000; ) long = long long
        for (i = from; i <= to; i++)
            printf "{\"timestamp\":\"2026-11-%02dT%02d:%02d:%02dZ\",\"user\":\"user-%06d%s\",\"team\":\"team-%d\",\"request\":{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"response\":{\"id\":\"chatcmpl-scale-%d\",\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":5}}}\n",
                int(i / 40000) % 30 + 1, int(i / 3600) % 24, int(i / 60) % 60, i % 60, i, i % 50000 ? "" : long, i % 3, i, i
    }'
}
users 1 200000 | "$TOLL" --db many.db ingest --text none - >log 2>&1 || { cat log; exit 1; }
# frame KEYS WORD...
frame() {
    keys=$1
    shift
    "$TOLL" --db many.db tui --size 140x40 --replay "$keys" "$@" 2>err || fail "tui $*: $(head -c 500 err)"
}
# says PATTERN WHAT: the frame has it.
says() {
    grep -q -- "$1" shown || fail "$2: no '$1' in $(head -20 shown)"
}
"$TOLL" --db many.db report by --by user --top 200 --format csv >said || fail "report by user"
[ "$(wc -l <said)" -eq 202 ] || fail "200 users and the others are $(wc -l <said) lines"

frame ':user<Enter>' --screen costs >shown
says '▸ *user-2000000' 'the dearest user first'
says 'user-199999 ' 'the second'
[ "$(wc -L <shown)" -le 140 ] || fail "a name of 10,000 characters is $(wc -L <shown) columns wide"
frame ':user<Enter>G' --screen costs >shown
says '▸ *(other)' 'the last row'
frame ':user<Enter>>r' --screen costs >shown
says 'user-199[0-9]* ' 'sorted by name'
frame ':user<Enter>/user-199950<Enter>' --screen costs >shown
says '▸ *user-199950 ' 'searched'
frame ':user<Enter>jj<Enter>' --screen costs >shown
says 'user=user-199998' 'narrowed down'
cost=$("$TOLL" --db many.db report summary --where user=user-199998 --format json | sed -n 's/.*"cost_usd": *\([0-9.]*\).*/\1/p' | head -1)
[ "$cost" = 0.500045000 ] || fail "user-199998 costs $cost"
frame '' --screen requests --where user=user-123456 >shown
says 'requests 1 ' 'the only call of a user'
frame 'G' --screen requests >shown
says '▸' 'the end of the list of requests'
frame ';^USELECT user, ts_us FROM requests ORDER BY user<Enter><Tab>G' --screen sql >shown
says 'user-001000 ' 'the last of the rows that SQL lists'

# Beside an ingest. The program is the process of the pane.
command -v tmux >/dev/null || { echo "there is no tmux: a growing database is not tested"; exit $bad; }
mux() { tmux -L "$socket" -f /dev/null "$@"; }
"$TOLL" demo --requests 3000 2>/dev/null | "$TOLL" --db live.db ingest - >log 2>&1 || { cat log; exit 1; }
mux new-session -d -x 120 -y 30 -s main "ASAN_OPTIONS=\${ASAN_OPTIONS:-}:quarantine_size_mb=1 exec '$TOLL' --db live.db tui --screen costs 2>tui.err" ||
    { echo "tmux does not start: a growing database is not tested"; exit $bad; }
# wait_for PATTERN WHAT
wait_for() {
    for _ in $(seq 300); do
        mux capture-pane -p -t main >seen 2>/dev/null && grep -q -- "$1" seen && return 0
        sleep 0.1
    done
    fail "no '$1' ($2): $(cat seen tui.err)"
    return 1
}
resident_kib() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(mux list-panes -F '#{pane_pid}' -t main)/status"; }
wait_for '▸' 'the list'
# The cursor is two rows further down before anything else happens.
third=$(($(grep -n '▸' seen | head -1 | cut -d: -f1) + 2))
mux send-keys -t main jj
for _ in $(seq 300); do
    mux capture-pane -p -t main >seen
    sed -n "${third}p" seen | grep -q '▸' && break
    sleep 0.1
done
here=$(sed -n 's/.*▸ *\([a-z-]*\).*/\1/p' seen | head -1)
[ -n "$here" ] || fail "no row has the cursor: $(cat seen)"
before=0
for n in 1 2 3 4 5 6 7 8; do
    # The team is the dearest from the first time on: rows move, the cursor with them.
    users $((n * 1000 + 900000)) $((n * 1000 + 900099)) | sed "s/\"team\"/\"feature\":\"late-$n\",\"team\"/" >late.jsonl
    "$TOLL" --db live.db ingest late.jsonl >log 2>&1 || fail "ingest $n: $(cat log)"
    wait_for "late-$n " "the feature that came with ingest $n" || break
    grep -q "▸ *$here " seen || fail "after ingest $n the cursor is not on $here any more: $(cat seen)"
    [ "$n" -ne 2 ] || before=$(resident_kib)
done
after=$(resident_kib)
[ "$before" -gt 0 ] && [ "$after" -le $((before + 24576)) ] || fail "memory grew from $before KiB to $after KiB in six refreshes"
mux send-keys -t main q
exit $bad
