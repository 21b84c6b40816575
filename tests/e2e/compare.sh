#!/bin/sh
# compare - toll compare against figures worked out by hand, against the report, and with periods that it must refuse.
. tests/e2e/kit/kit.sh
says() { grep -q -- "$1" "$work/err" || fail "no '$1' in: $(cat "$work/err")"; }

# calls DAY COUNT FEATURE MODEL PROMPT CACHED OUTPUT [STATUS]: gpt-4o-mini costs 150, 75 (cached) and 600 nUSD a token.
calls() {
    awk -v day="$1" -v count="$2" -v feature="$3" -v model="$4" -v prompt="$5" -v cached="$6" -v output="$7" -v status="${8:-200}" 'BEGIN {
        usage = sprintf("\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":%d}}", prompt, output, cached)
        for (i = 0; i < count; i++) {
            printf "{\"timestamp\":\"%sT%02d:%02d:00Z\",\"status\":%d,\"feature\":\"%s\",\"request\":{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s %s %d\"}]},", day, i % 24, i / 24, status, feature, model, feature, day, i
            if (status == 200)
                printf "\"response\":{\"id\":\"chatcmpl-%s-%s-%s-%d\",\"object\":\"chat.completion\",\"model\":\"%s\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"ok\"},\"finish_reason\":\"stop\"}],%s}}\n", day, feature, model, i, model, usage
            else
                printf "\"response\":{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}}\n"
        }
    }'
}
{
    # 10 × 210,000 nUSD become 15 × 222,000, beside 7 that fail: 5 more calls 1,050,000, prompts longer by a fifth
    # 450,000, answers by a fifth 180,000, a third of the input from the cache -450,000.
    calls 2026-09-01 10 bot gpt-4o-mini 1000 0 100
    calls 2026-09-02 15 bot gpt-4o-mini 1200 400 120
    calls 2026-09-02 7 bot gpt-4o-mini 0 0 0 429
    # Ten calls stay ten: 8 × 210,000 + 2 × 3,500,000 of gpt-4o (2,500 and 10,000 nUSD) become 4 and 6: all mix.
    calls 2026-09-01 8 mixed gpt-4o-mini 1000 0 100
    calls 2026-09-01 2 mixed gpt-4o 1000 0 100
    calls 2026-09-02 4 mixed gpt-4o-mini 1000 0 100
    calls 2026-09-02 6 mixed gpt-4o 1000 0 100
    calls 2026-09-01 4 old gpt-4o-mini 1000 0 100
    calls 2026-09-02 2 fresh gpt-4o-mini 1000 0 100
    # Nobody knows what these cost.
    calls 2026-09-01 3 odd northwind-9 1000 0 100
    calls 2026-09-02 5 odd northwind-9 2000 0 100
} >"$work/log.jsonl"
db=$work/toll.db
expect 0 "$TOLL" --db "$db" ingest "$work/log.jsonl"
expect 0 "$TOLL" --db "$db" compare 2026-09-01 2026-09-02 --by feature --format json
cp "$work/out" "$work/compare.json"
sqlite3 -separator ' ' :memory: "
    SELECT value ->> 'key', coalesce(value ->> 'only', '-'), round(1e9 * (value ->> 'before_usd')), round(1e9 * (value ->> 'after_usd')),
           round(1e9 * (value ->> 'volume_usd')), round(1e9 * (value ->> 'mix_usd')), round(1e9 * (value ->> 'prompt_usd')),
           round(1e9 * (value ->> 'output_usd')), round(1e9 * (value ->> 'cache_usd')), round(1e9 * (value ->> 'price_usd')),
           round(1e9 * (value ->> 'rest_usd')), value ->> 'requests_before', value ->> 'requests_after', value ->> 'unpriced_after'
    FROM json_each(readfile('$work/compare.json'), '\$.by[0].rows')" | sed 's/\.0//g' >"$work/got"
cat >"$work/want" <<'END'
mixed - 8680000 21840000 0 13160000 0 0 0 0 0 10 10 0
bot - 2100000 3330000 1050000 0 450000 180000 -450000 0 0 10 22 0
old gone 840000 0 -840000 0 0 0 0 0 0 4 0 0
fresh new 0 420000 420000 0 0 0 0 0 0 0 2 0
odd -           3 5 5
END
sed -i 's/ *$//; s/  *-* *\([0-9]* [0-9]* [0-9]*\)$/ \1/' "$work/got" "$work/want"
cmp -s "$work/got" "$work/want" || fail "not as worked out by hand: $(diff "$work/want" "$work/got")"
figure() { sqlite3 :memory: "SELECT value ->> '$2' FROM json_each(readfile('$work/compare.json'), '\$.figures') WHERE value ->> 'figure' = '$1'"; }
[ "$(figure errors before)-$(figure errors after)" = 0-7 ] || fail "errors: $(figure errors before), $(figure errors after)"
[ "$(figure requests before)-$(figure requests after)" = 27-39 ] || fail "requests: $(figure requests before)"
grep -q 'requests without a price are in no amount: 3 before, 5 after' "$work/compare.json" || fail 'unpriced requests are not said'

# What --top cuts off sums to the same; text, Markdown and CSV have it, too; -o writes it.
expect 0 "$TOLL" --db "$db" compare 2026-09-01 2026-09-02 --by feature --top 2 --format csv
grep -q '^(other),0\.000840000,0\.000420000,-0\.000420000,' "$work/out" || fail "(other): $(cat "$work/out")"
expect 0 "$TOLL" --db "$db" compare 2026-09-01 2026-09-02
for words in 'volume~' 'By feature' 'By model' 'mixed .*\$0\.0218' 'old .*gone' 'fresh .*new'; do
    grep -q "$words" "$work/out" || fail "text lacks $words: $(cat "$work/out")"
done
expect 0 "$TOLL" --db "$db" compare 2026-09-01 2026-09-02 -o "$work/file.md"
grep -q '^| mixed ' "$work/file.md" || fail "no Markdown: $(head -20 "$work/file.md")"

# One side alone is all volume; no side is no match.
expect 0 "$TOLL" --db "$db" compare 2026-08-31 2026-09-01 --where feature=bot --format json
grep -q '"volume_usd": 0.002100000' "$work/out" || fail "an empty period before: $(cat "$work/out")"
expect 0 "$TOLL" --db "$db" compare 2026-09-02 2026-09-03..2026-09-04 --where feature=bot --format json
grep -q '"volume_usd": -0.003330000' "$work/out" || fail "an empty period after: $(cat "$work/out")"
grep -q 'not alike: 1 day and 2 days' "$work/out" || fail 'periods of other lengths are not said'
expect 1 "$TOLL" --db "$db" compare 2026-01 2026-02
says 'no request matches'
# Mistakes are sentences.
for words in '2026-09 2026-09-02' '2026-09-02 2026-09' '2026-09-01..2026-09-03 2026-09-03..2026-09-05'; do
    # shellcheck disable=SC2086 # two words
    expect 2 "$TOLL" --db "$db" compare $words
    says overlap
done
expect 2 "$TOLL" --db "$db" compare 2026-09
says 'takes two periods'
expect 2 "$TOLL" --db "$db" compare other.db 2026-09
says 'is no period'
expect 2 "$TOLL" --db "$db" compare 2026-09-02..2026-09-01 2026-10
says 'ends before it begins'
expect 2 "$TOLL" --db "$db" compare 2026-09-01 2026-09-02 --by day
says 'no day in common'
expect 2 "$TOLL" --db "$db" compare 2026-09-01 2026-09-02 --by dya

# On a month of all kinds of calls, for every dimension: the causes add up to the change, costs and requests are those of
# the report of each period.
"$TOLL" demo --requests 3000 >"$work/demo.jsonl" || fail demo
demo=$work/demo.db
expect 0 "$TOLL" --db "$demo" ingest "$work/demo.jsonl"
before=2026-10-17..2026-10-31 after=2026-11-01..2026-11-15
for by in feature model team user session status tier template task key hour_of_day feature,model weekday,hour_of_day; do
    expect 0 "$TOLL" --db "$demo" compare $before $after --by $by --format json
    cp "$work/out" "$work/compare.json"
    "$TOLL" --db "$demo" report by --by $by --since ${before%%..*} --until ${before##*..} --format json >"$work/before.json" || fail "report --by $by"
    "$TOLL" --db "$demo" report by --by $by --since ${after%%..*} --until ${after##*..} --format json >"$work/after.json" || fail "report --by $by"
    sqlite3 :memory: "
        CREATE TABLE c AS SELECT value FROM json_each(readfile('$work/compare.json'), '\$.by[0].rows')
            UNION ALL SELECT readfile('$work/compare.json') -> '\$.totals';
        SELECT 'does not add up: ' || value FROM c
        WHERE abs(coalesce(value ->> 'change_usd', 0) - ((value ->> 'volume_usd') + (value ->> 'mix_usd') + (value ->> 'prompt_usd') +
                  (value ->> 'output_usd') + (value ->> 'cache_usd') + (value ->> 'price_usd') + (value ->> 'rest_usd'))) > 4e-10
           OR abs(coalesce(value ->> 'change_usd', 0) - (coalesce(value ->> 'after_usd', 0) - coalesce(value ->> 'before_usd', 0))) > 4e-10;
        CREATE TABLE b AS SELECT value FROM json_each(readfile('$work/before.json'), '\$.by[0].rows');
        CREATE TABLE a AS SELECT value FROM json_each(readfile('$work/after.json'), '\$.by[0].rows');
        SELECT side || ': ' || coalesce(r.value, 'nothing') || ' is not in the comparison'
        FROM (SELECT 'before' AS side, * FROM b UNION ALL SELECT 'after', * FROM a) AS r
        WHERE NOT EXISTS (SELECT 1 FROM c WHERE (c.value ->> 'key') IS (r.value ->> 'key')
            AND (c.value ->> (side || '_usd')) IS (r.value ->> 'cost_usd')
            AND (c.value ->> ('requests_' || side)) = (r.value ->> 'requests'));" >"$work/wrong"
    [ ! -s "$work/wrong" ] || fail "--by $by: $(head -3 "$work/wrong")"
done
exit $bad
