#!/bin/sh
# simulate - toll simulate on demo traffic: the waterfall sums to the nano-dollar, every mistake names its key.
. tests/e2e/kit/kit.sh
needs sqlite3
db=$work/toll.db
# differ WHAT SQL: the query must give no row; a is the JSON that was printed last.
differ() {
    rows=$(sqlite3 -readonly "$db" "WITH answer AS (SELECT readfile('$work/out') AS a) $2" 2>&1)
    [ -z "$rows" ] && return
    printf 'FAILED: %s\n%s\n' "$1" "$rows"
    bad=1
}
simulate() {
    expect 0 "$TOLL" --db "$db" simulate "$@" --format json
}

"$TOLL" demo --requests 6000 -o "$work/demo.jsonl" || exit 1
"$TOLL" --db "$db" ingest "$work/demo.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

# Every strategy does something here, each on what those before it left.
cat >"$work/all.json" <<'POLICY'
{"name": "all", "strategies": [
    {"strategy": "response_cache", "key": ["question", "system", "model"], "scope": "team", "capacity": 200, "evict": "sieve"},
    {"strategy": "single_flight", "key": ["question", "system", "model"], "scope": "team"},
    {"strategy": "budget", "per": "team", "daily": 0.02},
    {"strategy": "budget", "name": "users", "per": "user", "monthly": "0.05", "hard": false},
    {"strategy": "rate_limit", "per": "user", "requests": 2, "window": "10m"},
    {"strategy": "rate_limit", "name": "queue", "per": "key", "tokens": 3000, "mode": "delay"},
    {"strategy": "prompt_trim"},
    {"strategy": "context_limit", "max_tokens": 500, "max_chunks": 2},
    {"strategy": "route", "to": "gpt-4o-mini", "classifier": "gpt-4o-mini", "fallback_rate": 0.1},
    {"strategy": "prompt_cache", "static_first": true},
    {"strategy": "coalesce", "window": "1h", "when": "feature=embeddings,autocomplete"},
    {"strategy": "output_cap", "default": 50},
    {"strategy": "batch", "when": "feature=summarize,extract"},
    {"strategy": "reprice", "model": "gpt-4o-mini", "when": "model~claude"}]}
POLICY
# The strategies without which "all" would be a lie.
"$TOLL" simulate -h | sed -n '/^strategies:/,/^$/s/^  \([a-z_]*\) .*/\1/p' >"$work/names"
[ -s "$work/names" ] || fail "simulate -h lists no strategies"
while read -r name; do
    grep -q "\"strategy\": \"$name\"" "$work/all.json" || fail "the policy of all strategies lacks $name"
    expect 0 "$TOLL" simulate "$name" -h
    grep -q -- '--when EXPR' "$work/out" || fail "simulate $name -h: no --when"
    awk 'length > 130 { print FILENAME ": " $0; bad = 1 } END { exit bad }' "$work/out" || fail "simulate $name -h: long lines"
    # Every setting is in the documentation.
    grep -q "^### $name:" docs/simulation.md || fail "docs/simulation.md does not describe $name"
    sed -n "/^### $name:/,/^###/p" docs/simulation.md >"$work/page"
    for setting in $(sed -n 's/^      --\([a-z-]*\).*/\1/p' "$work/out" | tr - _); do
        case $setting in when|name) continue ;; esac
        grep -q "\`$setting[ \`]\|\` $setting\| $setting\`\| $setting " "$work/page" || fail "docs/simulation.md: $name: no $setting"
    done
done <"$work/names"

sums="
    steps AS (SELECT value AS s, key AS number FROM answer, json_each(a, '\$.steps')),
    features AS (SELECT value AS f FROM answer, json_each(a, '\$.by_feature'))"
# nano(x): the exact integer; JSON prints nine decimals.
check_sums() {
    differ "$1: baseline - final is not the sum of the steps" "
        , $sums SELECT a->>'baseline_usd', a->>'final_usd', sum(round((s->>'saved_usd') * 1e9)) FROM answer, steps
         HAVING sum(round((s->>'saved_usd') * 1e9)) <> round((a->>'baseline_usd') * 1e9) - round((a->>'final_usd') * 1e9)
             OR sum(round((s->>'saved_usd') * 1e9)) <> round((a->>'saved_usd') * 1e9)"
    differ "$1: a feature's steps do not sum" "
        , $sums SELECT f->>'feature', f->>'baseline_usd', f->>'final_usd', sum(round((value->>'saved_usd') * 1e9)) AS n FROM features, json_each(f, '\$.steps')
         GROUP BY f->>'feature' HAVING n <> round((f->>'baseline_usd') * 1e9) - round((f->>'final_usd') * 1e9)
             OR n <> round((f->>'saved_usd') * 1e9)"
    differ "$1: the features do not sum to a step" "
        , $sums, of_features AS (SELECT value->>'name' AS name, sum(round((value->>'saved_usd') * 1e9)) AS n FROM features, json_each(f, '\$.steps') GROUP BY 1)
        SELECT s->>'name', s->>'saved_usd', n FROM steps LEFT JOIN of_features ON name = s->>'name' WHERE n IS NOT round((s->>'saved_usd') * 1e9)"
    differ "$1: the features do not sum to the whole" "
        , $sums SELECT * FROM (SELECT sum(round((f->>'baseline_usd') * 1e9)) AS b, sum(round((f->>'final_usd') * 1e9)) AS z, sum(f->>'requests') AS n FROM features), answer
         WHERE b <> round((a->>'baseline_usd') * 1e9) OR z <> round((a->>'final_usd') * 1e9) OR n <> a->>'requests'"
    differ "$1: what remains after the last step is not the end" "
        , $sums SELECT s->>'remaining_usd', a->>'final_usd' FROM answer, (SELECT s FROM steps ORDER BY number DESC LIMIT 1)
         WHERE s->>'remaining_usd' <> a->>'final_usd'"
}
simulate --policy "$work/all.json"
cp "$work/out" "$work/all.out"
check_sums all
differ "the baseline is not what was billed" "
    SELECT a->>'baseline_usd', billed FROM answer, (SELECT sum(round(cost_usd * 1e9)) AS billed FROM requests)
     WHERE billed <> round((a->>'baseline_usd') * 1e9)"
differ "a strategy did nothing" "
    , $sums SELECT s->>'name', s->>'hits' FROM steps WHERE NOT s->>'hits' AND s->>'name' NOT IN ('single_flight')"
differ "a step lacks a key of the interface" "
    , $sums, keys (k) AS (VALUES ('strategy'), ('unit'), ('requests_in'), ('lookups'), ('hits'), ('hit_rate'), ('hit_tok'), ('saved_usd'),
        ('saved_tok'), ('saved_ms'), ('risk'), ('assumptions'))
    SELECT s->>'name', k FROM steps, keys WHERE json_type(s, '\$.' || k) IS NULL
    UNION ALL SELECT s->>'name', 'no object' FROM steps WHERE json_type(s, '\$.risk') <> 'object' OR json_type(s, '\$.assumptions') <> 'object'"
simulate --policy "$work/all.json"
cmp -s "$work/out" "$work/all.out" || fail "twice the same is not the same"

# Another order, filters, a period, policies of the documentation.
sed 's/"strategy": "response_cache"/"strategy": "response_cache", "when": "feature=search,classify"/' "$work/all.json" >"$work/some.json"
simulate --policy "$work/some.json" --where 'feature=search,classify,agent' --since 2026-11
check_sums "three features of a month"
differ "the filter" "
    SELECT n, a->>'requests' FROM answer, (SELECT count(*) AS n FROM requests WHERE feature IN ('search', 'classify', 'agent') AND time >= '2026-11') WHERE n <> a->>'requests'"
for policy in docs/policies/*.json; do
    simulate --policy "$policy"
    check_sums "$policy"
done

# One strategy by flags is a policy of one step; a step of flags stands behind those of the file.
simulate budget --per team --daily 0.02
cp "$work/out" "$work/flags.out"
echo '{"strategies": [{"strategy": "budget", "per": "team", "daily": 0.02}]}' >"$work/one.json"
simulate --policy "$work/one.json"
cmp -s "$work/out" "$work/flags.out" || fail "flags and policy differ"
simulate --policy "$work/one.json" response-cache --ttl 1h --only-temperature-zero rate_limit --requests 3
differ "steps of file and flags" "
    SELECT group_concat(value->>'strategy') AS names FROM answer, json_each(a, '\$.steps') HAVING names <> 'budget,response_cache,rate_limit'"
differ "settings of flags" "
    SELECT value->>'settings' FROM answer, json_each(a, '\$.steps') WHERE value->>'strategy' = 'response_cache' AND value->>'settings' <> 'ttl=1h only_temperature_zero=yes'"

# What a policy may write: null for none, numbers as seconds and dollars, one value for a list.
echo '{"strategies": [{"strategy": "response_cache", "max_ttl": null, "ttl": 3600, "key": "question", "cost": 0.5, "skip_pii": true}]}' >"$work/forms.json"
simulate --policy "$work/forms.json" --curves=no
cp "$work/out" "$work/forms.out"
simulate response_cache --max-ttl none --ttl 1h --key question --cost '$0.50' --skip-pii --curves=no
differ "values in JSON and as flags" "
    SELECT a->>'saved_usd' FROM answer WHERE a->>'saved_usd' <> readfile('$work/forms.out')->>'saved_usd'"

# What one step looks at is measured; a batch of everything says that it is one.
expect 0 "$TOLL" --db "$db" simulate response_cache
grep -q ' calls in  ' "$work/out" || fail "text: the calls of one step are not measured: $(grep '  step ' "$work/out")"
expect 0 "$TOLL" --db "$db" simulate batch
grep -q 'only you know which can' "$work/out" || fail "a batch of everything is not warned of"

# Every figure of risk has words for people, or is for programs on purpose: --top shows the rest by key.
for policy in "$work/all.json" docs/policies/provider-cache.json; do
    simulate --policy "$policy"
    differ "figures without words" "
        SELECT value->>'key', value->>'figure' FROM answer, json_each(a, '\$.risk')
         WHERE length(value->>'figure') > 46 OR (value->>'figure' = replace(value->>'key', '_', ' ') AND value->>'key' LIKE '%\\_%' ESCAPE '\\')"
done

# Curves: of a lone cache, in agreement with its replay where that has no rules of its own.
simulate response_cache --key question --fill instant --refresh sliding --ttl 6h --ttl-rules none --max-ttl none --where '!error=yes'
differ "the curve and the replay" "
    SELECT group_concat(value->>'hits', ' ') FROM answer, json_each(a, '\$.chosen_point') HAVING count(DISTINCT value->>'hits') <> 1"
differ "curves without points, or that fall" "
    SELECT value->>'name' FROM answer, json_each(a, '\$.curves') WHERE json_array_length(value, '\$.x') < 2 OR json_array_length(value, '\$.x') <> json_array_length(value, '\$.y')
    UNION ALL SELECT c.value->>'name' FROM answer, json_each(a, '\$.curves') c, json_each(c.value, '\$.y') p, json_each(c.value, '\$.y') q
     WHERE c.value->>'name' LIKE '%_hits' AND q.key = p.key + 1 AND q.value < p.value"
differ "no curve" "SELECT 1 FROM answer WHERE NOT json_array_length(a, '\$.curves')"
simulate response_cache --by feature
differ "curves by feature" "SELECT 1 FROM answer WHERE NOT EXISTS (SELECT 1 FROM json_each(a, '\$.curves') WHERE value->>'feature' = 'classify')"
simulate response_cache --curves=no
differ "curves that were not wanted" "SELECT 1 FROM answer WHERE json_type(a, '\$.curves') IS NOT NULL"

# Formats.
expect 0 "$TOLL" --db "$db" simulate --policy "$work/all.json"
grep -q '^Steps' "$work/out" || fail "text: no steps"
grep -q 'a log does not show' "$work/out" || fail "text: no limits of a log"
# For people: result, steps, what to watch, assumptions, then details; zeros only where they say something.
order=$(grep -E '^(What was billed|Steps|What to watch|Assumptions|By feature|Settings)' "$work/out" | cut -d' ' -f1,2 | cut -d, -f1 | tr '\n' ' ')
[ "$order" = "What was Steps What to Assumptions: numbers By feature By feature Settings " ] || fail "text: order: $order"
sed -n '/^What to watch/,/^$/p' "$work/out" >"$work/watch"
grep -q '^    hits whose logged answer differs ' "$work/watch" || fail "text: no divergence in words: $(cat "$work/watch")"
grep -q '_' "$work/watch" && sed 1,2d "$work/watch" | grep '^    ' | grep -q '_' && fail "text: keys instead of words"
[ "$(wc -l <"$work/watch")" -le 80 ] || fail "text: too much to watch: $(wc -l <"$work/watch") lines"
grep -Eq 'more are 0 or matter less' "$work/watch" || fail "text: what is left out is not counted"
grep -c ' 0~*$' "$work/watch" >"$work/zeros"
[ "$(cat "$work/zeros")" -le 12 ] || fail "text: $(cat "$work/zeros") figures are 0"
expect 0 "$TOLL" --db "$db" simulate --policy "$work/all.json" --format markdown
grep -q '^| step | saved' "$work/out" || fail "markdown: no steps"
expect 0 "$TOLL" --db "$db" simulate --policy "$work/all.json" -o "$work/all.csv"
grep -q '^name,saved_usd,saved_share' "$work/all.csv" || fail "csv: no steps"
expect 0 env COLUMNS=80 "$TOLL" --db "$db" simulate response_cache

# Nothing matched; nothing priced.
expect 1 "$TOLL" --db "$db" simulate response_cache --where feature=nothing
grep -q 'no request matches' "$work/err" || fail "no match is not said"
grep -q 'without --where' "$work/err" || fail "no match: what to do is not said"
grep -q 'a log does not show' "$work/out" && fail "words about nothing"
unpriced=$(sqlite3 -readonly "$db" "SELECT model FROM requests GROUP BY model HAVING max(cost_usd) IS NULL LIMIT 1")
[ -n "$unpriced" ] || fail "the demo has no model without a price"
simulate response_cache --where "model=$unpriced"
differ "money without a price" "
    SELECT a->>'baseline_usd', a->>'saved_usd' FROM answer WHERE a->>'baseline_usd' IS NOT NULL OR a->>'final_usd' IS NOT NULL OR a->>'saved_usd' IS NOT NULL
        OR a->>'\$.steps[0].saved_usd' IS NOT NULL OR a->>'\$.by_feature[0].saved_usd' IS NOT NULL"
grep -q 'no call has a price' "$work/out" || fail "that nothing is priced is not said"

expect 0 "$TOLL" --db "$db" simulate response_cache --where "model=$unpriced"
sed -n '/^response_cache: By feature/,/^$/p' "$work/out" | grep -q '[$]' && fail "text: money without a price: $(cat "$work/out")"
# Calls without a time, and a log of a minute.
echo '{"request": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}, "response": {"id": "a", "object": "chat.completion", "model": "gpt-4o-mini", "choices": [{"index": 0, "message": {"role": "assistant", "content": "yes"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10}}}' >"$work/untimed.jsonl"
sed 's/^{/{"timestamp": "2026-11-01T10:00:00Z", /; s/"id": "a"/"id": "b"/' "$work/untimed.jsonl" >"$work/minute.jsonl"
for log in untimed minute; do
    expect 0 "$TOLL" --db "$work/$log.db" ingest "$work/$log.jsonl"
    expect 0 "$TOLL" --db "$work/$log.db" simulate response_cache
    grep -q 'would have changed nothing' "$work/out" || fail "$log: that nothing changes is not said"
    grep -q 'shorter than a week' "$work/out" || fail "$log: a guess is not said to be one"
    grep -q '(none)' "$work/out" && fail "$log: headings over nothing"
    grep -q '?' "$work/out" && fail "$log: a question instead of an answer: $(grep '?' "$work/out")"
done
# Nothing at all.
: >"$work/nothing.jsonl"
expect 0 "$TOLL" --db "$work/nothing.db" ingest "$work/nothing.jsonl"
for command in 'simulate response_cache' advise; do
    # shellcheck disable=SC2086 # words are words
    expect 1 "$TOLL" --db "$work/nothing.db" $command
    grep -q 'no calls yet' "$work/err" || fail "$command of an empty database: $(cat "$work/err")"
done

# Wrong policies are status 2 and name file, step and key.
while IFS='|' read -r text hint; do
    printf '%s\n' "$text" >"$work/wrong.json"
    expect 2 "$TOLL" --db "$db" simulate --policy "$work/wrong.json"
    grep -q -- "$hint" "$work/err" || fail "$text: no '$hint' in $(cat "$work/err")"
    grep -q 'wrong.json' "$work/err" || fail "$text: the file is not named: $(cat "$work/err")"
done <<'CASES'
{|wrong.json
[]|wrong.json
{"strategies": []}|wrong.json
{"strategies": [{"strategy": "responce_cache"}]}|response_cache
{"strategies": [{"ttl": "1h"}]}|strategy
{"strategies": [{"strategy": "response_cache", "tlt": "1h"}]}|ttl
{"strategies": [{"strategy": "response_cache", "ttl": "soon"}]}|ttl
{"strategies": [{"strategy": "response_cache", "evict": "lur"}]}|lru
{"strategies": [{"strategy": "response_cache"}, {"strategy": "route", "when": "teem=x"}]}|team
{"strategies": [{"strategy": "budget", "per": "team"}]}|daily or monthly is needed
{"strategies": [{"strategy": "rate_limit"}]}|requests or tokens is needed
{"stratgies": []}|strategies
CASES
while IFS='|' read -r words hint; do
    # shellcheck disable=SC2086 # words are words
    expect 2 "$TOLL" --db "$db" simulate $words
    grep -q -- "$hint" "$work/err" || fail "simulate $words: no '$hint' in $(cat "$work/err")"
done <<'CASES'
|which strategy
respond_cache|there is no strategy
responce_cache --ttl 1h|did you mean response_cache
policy.json|--policy policy.json
coalesce --max 0|from 2 to 1000000
response_cache --tll 1h|did you mean --ttl
--ttl 1h response_cache|unknown option --ttl
response_cache --ttl soon|ttl takes a duration
response_cache --only-temperature-zero=maybe|true or false
response_cache --when teem=x|did you mean team
response_cache --by model|curves are by feature
route --to gpt-4o-mini --curves|response_cache
budget|daily or monthly is needed
CASES
expect 5 "$TOLL" --db "$db" simulate --policy "$work/missing.json"
grep -q 'missing.json' "$work/err" || fail "a missing policy is not named"
expect 5 "$TOLL" --db "$db" simulate reprice --book "$work/missing.json"
expect 5 "$TOLL" --db "$db" simulate route --to gpt-4o-mini --labels "$work/missing.csv"

# Labels: by id, as CSV and as JSON lines.
sqlite3 -readonly -csv -header "$db" "SELECT id, CASE WHEN rowid % 4 THEN 'yes' ELSE 'no' END AS ok, feature FROM requests WHERE feature = 'classify' LIMIT 40" >"$work/labels.csv"
simulate route --to gpt-4o-mini --labels "$work/labels.csv"
grep -q 'labels: 40, of which 40 are of calls asked about' "$work/out" || fail "labels: $(grep labels "$work/out")"
sqlite3 -readonly "$db" "SELECT json_object('id', id, 'ok', json('true')) FROM requests LIMIT 3" >"$work/labels.jsonl"
echo '{"id": "0000000000000000", "ok": false}' >>"$work/labels.jsonl"
simulate route --to gpt-4o-mini --labels "$work/labels.jsonl"
grep -q 'labels: 4, of which 3 are of calls asked about, 0 of other calls, 1 of no call' "$work/out" || fail "labels: $(grep labels "$work/out")"
echo 'id,ok,x' >"$work/labels.csv"
echo 'abcd,perhaps,' >>"$work/labels.csv"
expect 2 "$TOLL" --db "$db" simulate route --to gpt-4o-mini --labels "$work/labels.csv"
grep -q 'labels.csv:2: ok is neither' "$work/err" || fail "a wrong label: $(cat "$work/err")"

# Prices that were imported after the calls were stored: no saving is a difference between two books. What the
# answer counts by is what the database has after toll reprice.
cp "$db" "$work/dear.db"
cat >"$work/dear.json" <<'BOOK'
{"provider": "openai", "source": "made up", "read": "2026-11-22", "models": [
    {"model": "gpt-4o", "input": 100, "cache_read": 50, "output": 100}, {"model": "gpt-4o-mini", "input": 0.01, "output": 60}]}
BOOK
expect 0 "$TOLL" --db "$work/dear.db" prices import "$work/dear.json"
for steps in "output_cap --default 30" "prompt_cache" "route --to gpt-4.1-nano"; do
    expect 0 "$TOLL" --db "$work/dear.db" simulate $steps --format json
    cp "$work/out" "$work/due.json"
    grep -q 'toll reprice' "$work/due.json" || fail "$steps: nobody says that toll reprice is due"
    cp "$work/dear.db" "$work/repriced.db"
    expect 0 "$TOLL" --db "$work/repriced.db" reprice
    expect 0 "$TOLL" --db "$work/repriced.db" simulate $steps --format json
    grep -q 'toll reprice' "$work/out" && fail "$steps: toll reprice is due after it"
    grep -v 'toll reprice\|"prices: book of' "$work/due.json" >"$work/due"
    grep -v '"prices: book of' "$work/out" | diff "$work/due" - >"$work/diff" || fail "$steps: $(head -c 600 "$work/diff")"
done

# What rests on assumptions: each end of a range is what the same command gives with that value.
expect 0 "$TOLL" --db "$db" simulate route --to gpt-4o-mini --fallback-rate 0.1 --sensitivity --format csv
grep '^route,fallback_rate,' "$work/out" >"$work/swept" || fail "--sensitivity does not sweep fallback_rate"
for rate in 0 0.5; do
    expect 0 "$TOLL" --db "$db" simulate route --to gpt-4o-mini --fallback-rate $rate --format json
    saved=$(sed -n 's/.*"saved_usd": \([-0-9.]*\).*/\1/p' "$work/out" | head -n 1)
    grep -q ",$saved," "$work/swept" || fail "--sensitivity: with $rate it saves $saved: $(cat "$work/swept")"
done

# Ctrl-C ends it with status 130 and without an answer, wherever it is.
interrupted=0
for delay in 0.02 0.05 0.1 0.2 0.3 0.5; do
    "$TOLL" --db "$db" simulate --policy "$work/all.json" >"$work/out" 2>"$work/err" </dev/null &
    pid=$!
    sleep $delay
    kill -INT $pid 2>/dev/null
    wait $pid
    status=$?
    case $status in
    0) ;;
    130)
        interrupted=$((interrupted + 1))
        [ ! -s "$work/out" ] || fail "interrupted after $delay s: half an answer"
        ;;
    *) fail "interrupted after $delay s: status $status: $(cat "$work/err")" ;;
    esac
done
[ $interrupted -gt 0 ] || fail "never interrupted"
exit $bad
