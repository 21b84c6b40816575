#!/bin/sh
# queries - every saved query runs, says what it gives and gives it; SQL is read-only.
. tests/e2e/kit/kit.sh
db=$work/toll.db
{
    "$TOLL" demo --requests 1500
    printf '{"torn": \n[1]\n'
} >"$work/demo.jsonl"
"$TOLL" --db "$db" ingest "$work/demo.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

expect 0 "$TOLL" query --format csv
names=$(tail -n +2 "$work/out" | cut -d, -f1)
[ "$(echo "$names" | wc -l)" -ge 20 ] || fail "fewer than 20 saved queries"
for name in $names; do
    grep -q "^| $name " docs/queries.md || fail "docs/queries.md does not know $name"
    "$TOLL" query "$name" --describe >"$work/describe" || fail "$name --describe"
    head -n 1 "$work/describe" | grep -q '^-- [A-Z`].*[.:]$' || fail "$name: the purpose is no sentence"
    "$TOLL" --db "$db" query "$name" --format csv >"$work/csv" 2>"$work/err"
    [ $? -le 1 ] || fail "$name: $(cat "$work/err")"
    columns=$(sed -n 's/^-- => \([^:]*\):.*/\1/p' "$work/describe" | paste -sd, -)
    [ "$columns" = '*' ] || [ "$columns" = "$(head -n 1 "$work/csv" | tr -d '\r')" ] ||
        fail "$name: says $columns, gives $(head -n 1 "$work/csv")"
    "$TOLL" --db "$db" query "$name" --format csv >"$work/again" 2>"$work/err"
    cmp -s "$work/csv" "$work/again" || fail "$name: not the same twice"
    for format in text markdown json; do
        "$TOLL" --db "$db" query "$name" --format $format >"$work/$format" 2>"$work/err"
        [ $? -le 1 ] || fail "$name as $format: $(cat "$work/err")"
    done
    if command -v sqlite3 >/dev/null; then
        [ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('$work/json') AS TEXT))")" = 1 ] || fail "$name: no JSON"
    fi
done

# Parameters.
expect 0 "$TOLL" --db "$db" query dearest_requests --param rows=3 --format csv
[ "$(wc -l <"$work/out")" -eq 4 ] || fail "rows=3 gives no 3 rows"
expect 2 "$TOLL" --db "$db" query dearest_requests --param row=3
expect 2 "$TOLL" --db "$db" query dearest_requests --param rows
expect 2 "$TOLL" --db "$db" query dearest_request
grep -q 'did you mean dearest_requests' "$work/err" || fail "no hint at the nearest query"
expect 1 "$TOLL" --db "$db" query cost_by_feature --param since=2031

# Reading only.
for sql in 'DELETE FROM requests' 'DROP VIEW requests' "ATTACH '$work/x.db' AS x" 'PRAGMA user_version = 7' \
    'CREATE TEMP TABLE t (a)' "SELECT load_extension('x')" "SELECT writefile('$work/x', 'x')" 'VACUUM' \
    'SELECT 1; DELETE FROM meta' 'UPDATE request_t SET cost_nusd = 0' "INSERT INTO meta_t VALUES ('a', 'b')" \
    'SELEC 1' 'SELECT nothing FROM requests' ''; do
    expect 2 "$TOLL" --db "$db" sql "$sql"
done
[ ! -e "$work/x.db" ] && [ ! -e "$work/x" ] || fail "a query wrote a file"
expect 0 "$TOLL" --db "$db" sql 'SELECT count(*) AS n FROM requests WHERE cost_nusd = 0 AND 1 = 0 OR 1'
echo 'SELECT 6 * 7 AS answer' | "$TOLL" --db "$db" sql - --format csv | grep -q 42 || fail "sql - does not read"
expect 1 "$TOLL" --db "$db" sql 'SELECT 1 WHERE 0'
expect 3 "$TOLL" --db "$db" sql --timeout 1s 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n'
expect 0 "$TOLL" --db "$db" sql --limit 5 --format csv 'SELECT id FROM requests ORDER BY id'
[ "$(wc -l <"$work/out")" -eq 6 ] || fail "--limit 5 gives no 5 rows"

# The commands that are saved queries, and show.
expect 0 "$TOLL" --db "$db" sources
grep -q demo.jsonl "$work/out" || fail "sources does not list the log"
expect 0 "$TOLL" --db "$db" rejects
expect 0 "$TOLL" --db "$db" rejects show --format csv
[ "$(tail -n +2 "$work/out" | grep -c .)" -ge 1 ] || fail "rejects show shows nothing"
expect 2 "$TOLL" --db "$db" rejects eat
expect 0 "$TOLL" --db "$db" verify
grep -q FAILED "$work/out" && fail "verify: $(cat "$work/out")"
id=$("$TOLL" --db "$db" query dearest_requests --param rows=1 --format csv | tail -n 1 | cut -d, -f1)
expect 0 "$TOLL" --db "$db" show "$id"
cp "$work/out" "$work/whole"
grep -q 'pico-USD' "$work/whole" || fail "show has no arithmetic"
for field in id time model price_id source tier tok_source cost_nusd request_fp; do
    grep -q "^  $field  " "$work/whole" || fail "show has no $field"
done
expect 0 "$TOLL" --db "$db" show "$(echo "$id" | cut -c 1-12)"
cmp -s "$work/out" "$work/whole" || fail "show of a prefix differs"
expect 0 "$TOLL" --db "$db" show "$id" --format json
expect 1 "$TOLL" --db "$db" show 00000000deadbeef
expect 2 "$TOLL" --db "$db" show
exit $bad
