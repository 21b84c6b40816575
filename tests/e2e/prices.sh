#!/bin/sh
# prices - an import changes what reprice and the next ingest charge; answers say which book it was.
. tests/e2e/kit/kit.sh
db=$work/toll.db
sql() { "$TOLL" --db "$db" sql --format csv "$1" | tail -n +2 | tr -d '\r'; }
# call ID MODEL: a call of 1,000 + 100 tokens.
call() {
    printf '{"timestamp":"2026-11-01T00:00:00Z","feature":"f","request":{"model":"%s","messages":[{"role":"user","content":"x"}]},"response":{"id":"%s","object":"chat.completion","model":"%s","choices":[{"index":0,"message":{"role":"assistant","content":"y"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}}\n' \
        "$2" "$1" "$2"
}
{
    call chatcmpl-00000001 gpt-house-9
    call chatcmpl-00000002 gpt-4o
} >"$work/a.jsonl"
expect 0 "$TOLL" --db "$db" ingest "$work/a.jsonl"
[ "$(sql "SELECT model FROM requests WHERE cost_nusd IS NULL")" = gpt-house-9 ] || fail "gpt-house-9 has a price"
"$TOLL" --db "$db" report unpriced --format json | grep -q '"model": "gpt-house-9", "requests": 1' ||
    fail "the report does not name the unpriced model"
"$TOLL" --db "$db" report --by model --format json | grep '"key": "gpt-house-9"' | grep -q '"cost_usd": null' ||
    fail "a row without any price has a cost"
"$TOLL" --db "$db" report --format json | grep '^  "totals"' | grep -q '"unpriced_requests": 1' ||
    fail "totals do not say that one is unpriced"

# $2 and $20 a million: 1,000 * 2e-6 + 100 * 20e-6 = $0.004.
printf '{"provider":"openai","source":"a contract","read":"2026-10-01","models":[{"model":"gpt-house-9","input":2,"output":20}]}' \
    >"$work/house.json"
expect 0 "$TOLL" prices check "$work/house.json"
expect 0 "$TOLL" --db "$db" prices import "$work/house.json"
[ -n "$(sql "SELECT model FROM requests WHERE cost_nusd IS NULL")" ] || fail "an import alone changed a cost"
expect 0 "$TOLL" --db "$db" prices explain gpt-house-9
expect 0 "$TOLL" --db "$db" reprice --format csv
[ "$(tail -n 1 "$work/out" | cut -d, -f1-3)" = 2,1,0 ] || fail "reprice: $(cat "$work/out")"
[ "$(sql "SELECT cost_nusd FROM requests WHERE model = 'gpt-house-9'")" = 4000000 ] ||
    fail "gpt-house-9 does not cost 4,000,000 nano-USD"
expect 0 "$TOLL" --db "$db" verify

# The next ingest charges the imported price; importing the file again replaces it.
call chatcmpl-00000003 gpt-house-9 >"$work/b.jsonl"
expect 0 "$TOLL" --db "$db" ingest "$work/b.jsonl"
[ "$(sql "SELECT sum(cost_nusd) FROM requests WHERE model = 'gpt-house-9'")" = 8000000 ] || fail "a new call is not charged"
sed 's/"input":2/"input":3/' "$work/house.json" >"$work/x" && mv "$work/x" "$work/house.json"
expect 0 "$TOLL" --db "$db" prices import "$work/house.json"
expect 0 "$TOLL" --db "$db" reprice
[ "$(sql "SELECT sum(cost_nusd) FROM requests WHERE model = 'gpt-house-9'")" = 10000000 ] || fail "the newer import does not win"
"$TOLL" --db "$db" report --format json | grep -q '"book_date": "20' || fail "the report has no date of the book"

# A price list of the house's own: a call that names no provider finds the only seller of its model.
call chatcmpl-00000004 tortoise-1 >"$work/c.jsonl"
expect 0 "$TOLL" --db "$db" ingest "$work/c.jsonl"
printf '{"provider":"house","source":"a contract","read":"2026-10-01","models":[{"model":"tortoise-1","from":"2026-11-05","input":2,"output":20}]}' \
    >"$work/tortoise.json"
expect 0 "$TOLL" --db "$db" prices import "$work/tortoise.json"
expect 0 "$TOLL" --db "$db" reprice
[ "$(sql "SELECT cost_nusd FROM requests WHERE model = 'tortoise-1'")" = 4000000 ] || fail "tortoise-1 does not cost 4,000,000"
expect 0 "$TOLL" --db "$db" prices explain tortoise-1
grep -q 'no provider is known, and house alone sells' "$work/out" || fail "explain does not say why: $(cat "$work/out")"
expect 1 "$TOLL" --db "$db" prices explain tortoise-1 --provider elsewhere

# That call is older than the price: said, and no longer once the price is as old as the call.
expect 0 "$TOLL" --db "$db" report prices
grep -q 'before the first price in the book.*: tortoise-1 (2026-11-05)$' "$work/out" ||
    fail "the report does not say that the price is younger: $(cat "$work/out")"
for where in '' 'model=tortoise-1'; do
    "$TOLL" --db "$db" report prices --format json --where "$where" | grep -q '"older_models": 1' || fail "older_models '$where'"
done
sed 's/2026-11-05/2026-11-01/' "$work/tortoise.json" >"$work/x" && mv "$work/x" "$work/tortoise.json"
expect 0 "$TOLL" --db "$db" prices import "$work/tortoise.json"
expect 0 "$TOLL" --db "$db" report prices
grep -q 'before the first price' "$work/out" && fail "a price of the same instant is called younger"

# A list shows what a row names, not what stands in for the rest.
expect 0 "$TOLL" --db "$db" prices list --provider house --format csv
tail -n 1 "$work/out" | tr -d '\r' | grep -q ',2,,,,20$' || fail "prices list: $(cat "$work/out")"

expect 5 "$TOLL" --db "$work/none.db" reprice
[ ! -e "$work/none.db" ] || fail "reprice made a database"
expect 5 "$TOLL" --db "$work/none.db" prices list
exit $bad
