#!/bin/sh
# prompts_demo - toll prompts finds in the demo's traffic what the generator knows of it.
. tests/e2e/kit/kit.sh
needs sqlite3
db=$work/toll.db

"$TOLL" demo --requests 6000 --truth -o "$work/demo.jsonl" >"$work/truth.json" || exit 1
"$TOLL" --db "$db" ingest "$work/demo.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$TOLL" --db "$db" prompts --top 1000 --format json >"$work/all.json" || exit 1
"$TOLL" --db "$db" prompts near --top 1000 --where key=search-prod --format json >"$work/search.json" || exit 1

# differ WHAT SQL: the query must give no row. truth.j is the generator's JSON, answer.a that of toll prompts.
differ() {
    rows=$(sqlite3 -readonly "$db" "WITH truth AS (SELECT readfile('$work/truth.json') AS j),
        answer AS (SELECT readfile('$work/all.json') AS a) $2" 2>&1)
    [ -z "$rows" ] && return
    printf 'FAILED: %s\n%s\n' "$1" "$rows"
    bad=1
}

# measure WHAT MIN SQL: the query gives one number, which is printed and must be at least MIN.
measure() {
    found=$(sqlite3 -readonly "$db" "WITH truth AS (SELECT readfile('$work/truth.json') AS j),
        answer AS (SELECT readfile('$work/all.json') AS a) $3" 2>&1)
    echo "$1: $found (at least $2)"
    awk -v found="$found" -v min="$2" 'BEGIN { exit !(found ~ /^[0-9.]+$/ && found + 0 >= min + 0) }' && return
    echo "FAILED: $1"
    bad=1
}

differ "answers that were cut, or are no JSON (class, calls, cost, truth)" "
    SELECT class, value->>'calls', value->>'cost_usd', j->('\$.prompts.' || class) FROM truth, (SELECT 'cut' AS class UNION ALL SELECT 'not_json'),
           answer LEFT JOIN json_each(a, '\$.waste') ON value->>'class' = class
     WHERE value->>'calls' IS NOT j->('\$.prompts.' || class)->>'requests'
        OR round((value->>'cost_usd') * 1e9) IS NOT round((j->('\$.prompts.' || class)->>'cost_usd') * 1e9)"
differ "tools that are never called (tool, toll's, truth's)" "
    , want AS (SELECT value->>'tool' AS name FROM truth, json_each(j, '\$.prompts.never_called')),
    found AS (SELECT value->>'name' AS name FROM answer, json_each(a, '\$.tools') WHERE value->>'never_used')
    SELECT name, name IN (SELECT name FROM found), name IN (SELECT name FROM want)
      FROM (SELECT name FROM want UNION SELECT name FROM found)
     WHERE name NOT IN (SELECT name FROM want) OR name NOT IN (SELECT name FROM found)"
differ "cache busters (feature, kind, byte; found, truth)" "
    , want AS (SELECT value->>'feature' AS feature, value->>'byte' AS byte, CASE value->>'kind'
                      WHEN 'tool order' THEN 'a tool list in changing order' ELSE 'a ' || (value->>'kind') END AS words
                 FROM truth, json_each(j, '\$.prompts.busters')),
    origin AS (SELECT DISTINCT feature, template FROM requests WHERE feature IS NOT NULL),
    found AS (SELECT DISTINCT feature, value->>'offset' AS byte, value->>'buster' AS words
                FROM answer, json_each(a, '\$.busters') LEFT JOIN origin ON template = value->>'template')
    SELECT 'not found', * FROM (SELECT * FROM want EXCEPT SELECT feature, byte, words FROM found)
    UNION ALL SELECT 'not planted', * FROM (SELECT * FROM found EXCEPT SELECT feature, byte, words FROM want)"
# The overview says what the sections say, whatever --top cuts from their tables.
"$TOLL" --db "$db" prompts --top 1 --format json >"$work/top.json" || exit 1
differ "the overview (what, section's, overview's)" "
    , said AS (SELECT value->>'what' AS what, value->>'count' AS n, round((value->>'usd') * 1e9) AS nusd FROM answer, json_each(a, '\$.overview')),
    want (what, n, usd) AS (
        SELECT 'calls', count(*), sum(cost_usd) FROM requests
        UNION ALL SELECT 'calls whose prompt is logged', sum(has_request), NULL FROM requests
        UNION ALL SELECT 'calls that repeat a request', value->>'repeated', value->>'repeats_usd' FROM answer, json_each(a, '\$.duplicate_levels')
                   WHERE value->>'level' = 'request' AND value->>'calls_of' = 'all'
        UNION ALL SELECT 'templates they are made from', count(DISTINCT template), NULL FROM requests
        UNION ALL SELECT 'cache busters: moving saves', count(*), sum(max(value->>'saving_usd', 0)) FROM answer, json_each(a, '\$.busters')
        UNION ALL SELECT 'calls with system text, tools', a->>'\$.systems.with_system', a->>'\$.systems.carrying_usd' FROM answer
        UNION ALL SELECT 'of that, trimming would save', NULL, a->>'\$.systems.trimming_usd' FROM answer
        UNION ALL SELECT 'nearly repeated, candidates', a->>'\$.near.calls', a->>'\$.near.beyond_repeats_usd' FROM answer
        UNION ALL SELECT 'waste of any class', value->>'calls', value->>'cost_usd' FROM answer, json_each(a, '\$.waste') WHERE value->>'class' = 'any')
    SELECT coalesce(want.what, said.what), want.n, usd, said.n, nusd FROM want FULL JOIN said USING (what)
     WHERE want.n IS NOT said.n OR round(usd * 1e9) IS NOT nusd"
differ "the overview with --top 1" "
    SELECT a->'\$.overview', top FROM answer, (SELECT readfile('$work/top.json')->'\$.overview' AS top) WHERE a->'\$.overview' IS NOT top"
# A question that was also asked in other words shares its passages, so both are near; estimates may miss one in ten.
differ "questions in other words (groups, questions in them, truth)" "
    , near AS (SELECT readfile('$work/search.json')->'\$.near' AS n)
    SELECT n->>'groups', n->>'questions', j->'\$.prompts.near_pairs' FROM near, truth
     WHERE n->>'groups' > j->>'\$.prompts.near_pairs' OR n->>'groups' < 0.9 * (j->>'\$.prompts.near_pairs')
        OR n->>'questions' <> 2 * (n->>'groups')"
# Every application has one template.
pairs="
    , calls AS (SELECT api_key AS planted, template FROM requests WHERE has_request),
    same AS (SELECT sum(n * (n - 1.0)) AS planted FROM (SELECT count(*) AS n FROM calls GROUP BY planted)),
    found AS (SELECT sum(n * (n - 1.0)) AS found FROM (SELECT count(*) AS n FROM calls GROUP BY template)),
    both AS (SELECT sum(n * (n - 1.0)) AS correct FROM (SELECT count(*) AS n FROM calls GROUP BY planted, template))"
measure "templates: precision of pairs of calls" 0.99 "$pairs SELECT round(correct / found, 3) FROM both, found"
measure "templates: recall of pairs of calls" 0.9 "$pairs SELECT round(correct / planted, 3) FROM both, same"
exit $bad
