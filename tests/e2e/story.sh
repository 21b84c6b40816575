#!/bin/sh
# story - a month of naive calls for $238: what a cache with two lifetimes and shared flights brings, against the planted truth.
. tests/e2e/kit/kit.sh
needs sqlite3
policy=docs/policies/side-project.json

# differ WHAT SQL: the query must give no row. truth.j is the generator's JSON, answer.a that of toll simulate; NUSD(x) makes nano-USD of a cost.
differ() {
    body=$(printf '%s' "$2" | sed -E "s|NUSD\(([^()]*)\)|CAST(round((\1) * 1e9) AS INTEGER)|g")
    rows=$(sqlite3 :memory: "WITH truth AS (SELECT readfile('$work/truth.json') AS j),
        answer AS (SELECT readfile('$work/answer.json') AS a) $body" 2>&1)
    [ -z "$rows" ] && return
    printf 'FAILED, seed %s: %s\n%s\n' "$seed" "$1" "$rows"
    bad=1
}

# saved OPTION...: dollars that the strategies save.
saved() {
    "$TOLL" --db "$db" simulate "$@" --format json >"$work/saved.json" || exit 1
    sqlite3 :memory: "SELECT readfile('$work/saved.json')->>'\$.saved_usd'"
}

for seed in 1 2; do
    db=$work/$seed.db
    "$PLANT" --story --seed "$seed" >"$work/story.jsonl" && "$PLANT" --story --seed "$seed" --truth >"$work/truth.json" || exit 1
    "$TOLL" --db "$db" ingest "$work/story.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    "$TOLL" --db "$db" simulate --policy "$policy" --format json >"$work/answer.json" || exit 1

    differ "the month (as billed, saved, what remains; truth)" "
        SELECT a->>'\$.baseline_usd', a->>'\$.saved_usd', a->>'\$.final_usd', j FROM truth, answer
         WHERE a->>'\$.requests' IS NOT j->>'\$.requests' OR NUSD(a->>'\$.baseline_usd') IS NOT j->>'\$.cost_nusd'
            OR NUSD(a->>'\$.saved_usd') IS NOT j->>'\$.saved_nusd' OR NUSD(a->>'\$.final_usd') IS NOT j->>'\$.final_nusd'"
    differ "answers from the store, by lifetime (seconds, found; truth)" "
        , want (ttl_s, w) AS (SELECT 3600, j->'\$.timely' FROM truth UNION ALL SELECT 604800, j->'\$.other' FROM truth)
        SELECT ttl_s, value, w FROM answer, want LEFT JOIN json_each(a, '\$.response_cache_ttl') ON value->>'ttl_s' = ttl_s
         WHERE value->>'requests' IS NOT w->>'calls' OR value->>'hits' IS NOT w->>'hits'
            OR NUSD(value->>'saved_usd') IS NOT w->>'hit_nusd' OR value->>'divergence_compared' IS NOT w->>'compared'
            OR round((value->>'divergence') * (value->>'divergence_compared')) IS NOT round(w->>'diverged')"
    differ "calls that shared one in flight (found, truth)" "
        SELECT a->'\$.steps[1]', j FROM truth, answer
         WHERE a->>'\$.steps[1].hits' IS NOT (j->>'\$.timely.joined') + (j->>'\$.other.joined')
            OR NUSD(a->>'\$.steps[1].saved_usd') IS NOT (j->>'\$.timely.joined_nusd') + (j->>'\$.other.joined_nusd')"
    differ "steps and features sum up to the saving" "
        SELECT 'steps', a->'\$.steps' FROM answer WHERE (SELECT sum(NUSD(value->>'saved_usd')) FROM json_each(a, '\$.steps')) IS NOT NUSD(a->>'\$.saved_usd')
        UNION ALL SELECT 'features', a->'\$.by_feature' FROM answer
         WHERE (SELECT sum(NUSD(value->>'saved_usd')) FROM json_each(a, '\$.by_feature')) IS NOT NUSD(a->>'\$.saved_usd')"
    differ "a month of about 238 dollars becomes one of less than 95" "
        SELECT a->>'\$.baseline_usd', a->>'\$.final_usd' FROM answer
         WHERE a->>'\$.baseline_usd' NOT BETWEEN 225 AND 255 OR a->>'\$.final_usd' > 95"

    # What each rule is worth: the same without it.
    key=--key=question,system,model,temperature
    all=$(saved response_cache $key single_flight $key)
    no_flight=$(saved response_cache $key)
    only_week=$(saved response_cache $key --ttl-rules=none single_flight $key)
    only_hour=$(saved response_cache $key --ttl=1h single_flight $key)
    echo "seed $seed: saved $all; without single flight $no_flight; seven days for all $only_week; an hour for all $only_hour"
    awk -v all="$all" -v a="$no_flight" -v b="$only_week" -v c="$only_hour" 'BEGIN { exit !(a < all && c < all && all < b) }' || {
        echo "FAILED, seed $seed: a rule brings nothing"
        bad=1
    }
    sqlite3 :memory: "SELECT round(readfile('$work/answer.json')->>'\$.saved_usd', 9) = round($all, 9)" | grep -qx 1 || {
        echo "FAILED, seed $seed: flags save $all, the policy file not"
        bad=1
    }
done
exit $bad
