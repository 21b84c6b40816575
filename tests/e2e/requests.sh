#!/bin/sh
# requests - toll requests lists what SQL lists, in every order, under filters and periods, and shows how many there are.
. tests/e2e/kit/kit.sh
cd "$work" || exit 1
"$TOLL" demo --requests 3000 >demo.jsonl 2>/dev/null || exit 1
# A call without a time, latency or count: last in every order.
echo '{"id":"x1","model":"gpt-4o","request":{"messages":[{"role":"user","content":"hello"}]}}' >bare.jsonl
"$TOLL" --db t.db ingest demo.jsonl bare.jsonl >log 2>&1 || { cat log; exit 1; }

ids() {
    "$TOLL" --db t.db requests --format jsonl "$@" 2>err |
        sed -n 's/.*"id": "\([0-9a-f]*\)", "time".*/\1/p'
}
sql() {
    "$TOLL" --db t.db sql --format csv "$1" 2>err | tail -n +2 | tr -d '\r'
}
in_tok="CASE WHEN coalesce(input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok) IS NOT NULL THEN coalesce(input_tok, 0)
    + coalesce(cache_read_tok, 0) + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) END"
for pair in "time=ts_us" "cost=cost_nusd" "latency=latency_us" "ttft=ttft_us" "output=output_tok" "input=$in_tok"; do
    field=${pair%%=*}
    column=${pair#*=}
    ids --sort "$field" --top 100 >got
    sql "SELECT id FROM requests ORDER BY $column DESC NULLS LAST, source_id DESC, entry DESC LIMIT 100" >want
    [ -s want ] && cmp -s got want || fail "--sort $field: $(diff got want | head -5) $(cat err)"
    ids --sort "$field" --reverse --top 100 >got
    sql "SELECT id FROM requests ORDER BY $column ASC NULLS LAST, source_id, entry LIMIT 100" >want
    cmp -s got want || fail "--sort $field --reverse: $(diff got want | head -5)"
done

# The list alone is the same list, whether a filter looks at roll-ups, at a few rows or at all.
for filter in 'feature=search' 'error=yes' 'user~u-0' 'cost_usd>0.001' 'latency_ms>1' 'error=yes feature=agent'; do
    ids --where "$filter" --top 40 >want
    ids --where "$filter" --top 40 --no-totals >got
    [ -s want ] && cmp -s got want || fail "--no-totals --where '$filter': $(diff got want | head -5)"
done
"$TOLL" --db t.db requests --no-totals --format json | grep -q '"totals"' && fail "--no-totals gives totals"
ids --where 'status=999' --no-totals >got
[ ! -s got ] || fail "no request has the status 999: $(cat got)"

# All of them: the one without a time is the last, and nothing is left out.
ids --top 5000 >got
[ "$(wc -l <got)" -eq "$(sql 'SELECT count(*) FROM requests')" ] || fail "--top 5000 lists $(wc -l <got)"
"$TOLL" --db t.db requests --top 5000 >text
grep -q 'not listed' text && fail "all are listed, and yet some are not"
"$TOLL" --db t.db requests >text || fail "no list"
[ "$(grep -c '20[0-9][0-9]-[01][0-9]-[0-3][0-9] ..:..:..  ' text)" -eq 20 ] || fail "not 20 rows by default"
grep -q 'more are not listed (--top)' text || fail "does not say how many are left out"

# The newest ones are found wherever the log has them, also of a period, also when there are too few.
"$TOLL" demo --requests 9000 --seed 3 2>/dev/null | tac >backwards.jsonl
"$TOLL" --db back.db ingest backwards.jsonl >log 2>&1 || { cat log; exit 1; }
for period in "" "--until 2026-11-01" "--since 2026-10-25 --until 2026-10-25" "--since 2026-11-15T22 --until 2026-11-15T22"; do
    until=$(echo "$period" | sed -n 's/.*--until //p')
    since=$(echo "$period" | sed -n 's/.*--since \([^ ]*\).*/\1/p')
    # shellcheck disable=SC2086 # words are words
    "$TOLL" --db back.db requests --format jsonl --top 50 $period 2>err |
        sed -n 's/.*"id": "\([0-9a-f]*\)", "time".*/\1/p' >got
    "$TOLL" --db back.db sql --format csv "SELECT id FROM requests WHERE ('$since' = '' OR time >= '$since')
        AND ('$until' = '' OR substr(time, 1, length('$until')) <= '$until')
        ORDER BY ts_us DESC, entry DESC LIMIT 50" 2>err | tail -n +2 | tr -d '\r' >want
    [ -s want ] && cmp -s got want || fail "newest of '$period': $(diff got want | head -4)"
done

# The filter and the period are those of report, and so are the totals.
filter='feature=search,classify status=200 cost_usd>0'
"$TOLL" --db t.db report summary --where "$filter" --since 2026-10-20 --until 2026-10-25 --format json >report.json
"$TOLL" --db t.db requests --where "$filter" --since 2026-10-20 --until 2026-10-25 --format json --sort cost --top 7 >requests.json
grep '"totals"' report.json >want
grep '"totals"' requests.json >got
cmp -s got want || fail "totals differ from report: $(cat got want)"
ids --where "$filter" --since 2026-10-20 --until 2026-10-25 --sort cost --top 7 >got
sql "SELECT id FROM requests WHERE feature IN ('search', 'classify') AND status = 200 AND cost_nusd > 0
    AND time >= '2026-10-20' AND time < '2026-10-26' ORDER BY cost_nusd DESC, entry DESC LIMIT 7" >want
[ -s want ] && cmp -s got want || fail "filtered: $(diff got want)"

# Every figure of a row is that of SQL.
"$TOLL" --db t.db requests --sort cost --top 50 --format csv | tr -d '\r' | sed -n '/^id,time/,$p' | cut -d, -f1,8,9,12-14,17 >got
"$TOLL" --db t.db sql --format csv "SELECT id, cost_usd, latency_us / 1000.0 AS latency_ms, $in_tok AS in_tok, cache_read_tok, output_tok, template
    FROM requests ORDER BY cost_nusd DESC, source_id DESC, entry DESC LIMIT 50" | tr -d '\r' | sed 's/\.0,/,/' >want
cmp -s got want || fail "rows: $(diff got want | head -6)"

"$TOLL" --db t.db requests --where feature=nosuch >out 2>err
[ $? -eq 1 ] && grep -q 'no request matches' err || fail "none: $(cat err)"
for words in "--sort costs" "--sort x" "--top 0" "more"; do
    # shellcheck disable=SC2086 # words are words
    "$TOLL" --db t.db requests $words >out 2>err
    [ $? -eq 2 ] || fail "$words is not status 2: $(cat err)"
done
exit $bad
