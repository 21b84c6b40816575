#!/bin/sh
# advise - toll advise on the demo's traffic: its figures are those of toll simulate, its policy saves what it says.
. tests/e2e/kit/kit.sh
needs sqlite3
db=$work/toll.db
# differ WHAT SQL: the query must give no row. advice.a is the answer of toll advise; NUSD(x) makes nano-USD of a cost.
differ() {
    body=$(printf '%s' "$2" | sed -E "s|NUSD\(([^()]*)\)|CAST(round((\1) * 1e9) AS INTEGER)|g")
    rows=$(sqlite3 :memory: "WITH advice AS (SELECT readfile('$work/advice.json') AS a) $body" 2>&1)
    [ -z "$rows" ] || fail "$1
$rows"
}
# saved FILE: what an answer of toll simulate saves, nano-USD.
saved() { sqlite3 :memory: "SELECT CAST(round((readfile('$1')->>'\$.saved_usd') * 1e9) AS INTEGER)"; }

"$TOLL" demo --requests 2500 >"$work/demo.jsonl" || fail "demo"
expect 0 "$TOLL" --db "$db" ingest "$work/demo.jsonl"

# With all that is assumed, so that the combination has many steps; and of a part of the calls.
for where in '' 'feature=support-bot,classify,agent'; do
    expect 0 "$TOLL" --db "$db" advise --where "$where" --include-assumed --max-divergence 30% -o "$work/policy.json" \
        --litellm "$work/litellm.json" --format json
    mv "$work/out" "$work/advice.json"
    differ "where '$where': steps of the combination sum up to the saving" "
        SELECT a->'\$.combination', a->>'\$.saved_usd' FROM advice
         WHERE (SELECT sum(NUSD(value->>'saved_usd')) FROM json_each(a, '\$.combination')) IS NOT NUSD(a->>'\$.saved_usd')
            OR NUSD(a->>'\$.baseline_usd') - NUSD(a->>'\$.saved_usd') <> NUSD(a->>'\$.final_usd')
            OR json_array_length(a, '\$.combination') < 3"
    differ "where '$where': what is combined is what the policy has" "
        SELECT name, said FROM (SELECT value->>'name' AS name, value->>'combined' AS said FROM advice, json_each(a, '\$.advice'))
         WHERE said <> (name IN (SELECT value->>'name' FROM json_each(readfile('$work/policy.json'), '\$.strategies')))"
    differ "where '$where': overlaps" "
        SELECT value FROM advice, json_each(a, '\$.overlaps')
         WHERE NUSD(value->>'alone_a_usd') + NUSD(value->>'alone_b_usd') - NUSD(value->>'together_usd') <> NUSD(value->>'overlap_usd')"
    expect 0 "$TOLL" --db "$db" simulate --policy "$work/policy.json" --where "$where" --format json
    differ "where '$where': the policy saves what was said" "
        SELECT a->>'\$.saved_usd', $(saved "$work/out") FROM advice WHERE NUSD(a->>'\$.saved_usd') IS NOT $(saved "$work/out")"
    sqlite3 :memory: "SELECT json_valid(readfile('$work/litellm.json')) AND json_array_length(readfile('$work/litellm.json'), '\$.model_list') > 2" |
        grep -qx 1 || fail "LiteLLM settings: $(cat "$work/litellm.json")"
done

# Each command line shows what was said of the advice alone (the last filter still holds).
sqlite3 -separator '	' :memory: "SELECT c.value->>'command', NUSD FROM (SELECT readfile('$work/advice.json') AS a), json_each(a, '\$.commands') AS c,
    (SELECT value->>'name' AS name, CAST(round((value->>'saved_usd') * 1e9) AS INTEGER) AS NUSD FROM json_each(readfile('$work/advice.json'), '\$.advice'))
    WHERE name = c.value->>'name'" >"$work/commands"
[ "$(wc -l <"$work/commands")" -ge 5 ] || fail "commands: $(cat "$work/commands")"
while IFS='	' read -r command nusd; do
    eval "\"\$TOLL\" --db \"\$db\" ${command#toll } --where \"\$where\" --format json" >"$work/one.json" || fail "$command"
    [ "$(saved "$work/one.json")" = "$nusd" ] || fail "$command: $(saved "$work/one.json"), not $nusd"
done <"$work/commands"

# The same calls, the same advice; and for people.
expect 0 "$TOLL" --db "$db" advise --where "$where" --include-assumed --max-divergence 30% --format json
cmp -s "$work/out" "$work/advice.json" || fail "another answer the second time"
expect 0 "$TOLL" --db "$db" advise --litellm "$work/litellm.yaml"
grep -q '^model_list:$' "$work/litellm.yaml" || fail "LiteLLM settings: $(cat "$work/litellm.yaml")"
grep -q 'Together, each on what those before it left' "$work/out" || fail "for people: $(cat "$work/out")"
# What to do next, and commands that are not cut, whatever the width.
grep -q 'next: toll advise -o FILE' "$work/out" || fail "for people: no next step"
script=$(command -v script)
if [ -n "$script" ]; then
    COLUMNS=80 TERM=dumb script -qec "\"$TOLL\" --db \"$db\" advise" /dev/null </dev/null 2>/dev/null | tr -d '\r' >"$work/narrow"
    sed -n '/^To look closer/,/^$/p' "$work/narrow" >"$work/closer"
    grep -q '^ *toll simulate ' "$work/closer" || fail "80 columns: no commands: $(cat "$work/closer")"
    grep -q '…' "$work/closer" && fail "80 columns: commands are cut: $(cat "$work/closer")"
    sed -n '/^Ways to save/,/left out for want/p' "$work/narrow" | awk 'NR > 1' | grep -v 'left out' >"$work/ways"
    grep -q 'why not' "$work/ways" || fail "80 columns: why not is left out: $(cat "$work/ways")"
fi

# Nothing matches; nothing saves; and what is no file or share.
expect 1 "$TOLL" --db "$db" advise --where user=nobody
one=$("$TOLL" --db "$db" sql --format csv "SELECT id FROM requests WHERE feature = 'embeddings' LIMIT 1" | tail -n 1 | tr -d '\r')
expect 0 "$TOLL" --db "$db" advise --where "id=$one" -o "$work/none.json"
grep -q 'nothing would save money' "$work/out" || fail "nothing saves: $(cat "$work/out")"
[ ! -e "$work/none.json" ] || fail "a policy that saves nothing: $(cat "$work/none.json")"
expect 2 "$TOLL" --db "$db" advise --litellm "$work/settings.txt"
expect 2 "$TOLL" --db "$db" advise --max-divergence 110%
expect 2 "$TOLL" --db "$db" advise caches
exit $bad
