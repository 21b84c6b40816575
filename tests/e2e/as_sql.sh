#!/bin/sh
# as_sql - the SQL that --sql gives for an answer gives the answer's figures, whatever is filtered.
. tests/e2e/kit/kit.sh
needs sqlite3
cd "$work" || exit 1
"$TOLL" demo --requests 3000 -o demo.jsonl >/dev/null || exit 1
"$TOLL" --db toll.db ingest demo.jsonl >log 2>&1 || { cat log; exit 1; }
id=$("$TOLL" --db toll.db sql 'SELECT template FROM templates ORDER BY calls DESC LIMIT 1' --format csv | tail -1 | tr -d '\r')
"$TOLL" --db toll.db prompts name "$id" "it's mine" || fail "no name for $id"

# same PATH COMMAND...: the rows at PATH of its JSON are those of its SQL, in all columns that the SQL has.
same() {
    path=$1
    shift
    by=$(echo "$* " | sed -n 's/.*--by \([^ ]*\) .*/\1/p')
    "$TOLL" --db toll.db "$@" --sql >text.sql || { fail "$*: no SQL"; return; }
    "$TOLL" --db toll.db "$@" --format json >answer.json 2>/dev/null
    [ $? -le 1 ] || fail "$*"
    "$TOLL" --db toll.db sql "$(cat text.sql)" --format json >sql.json
    [ $? -le 1 ] || { fail "$*: $(cat text.sql)"; return; }
    sqlite3 :memory: "
        CREATE TABLE cells (side, row, name, value);
        CREATE TABLE labels AS SELECT key, value FROM json_each('[\"' || replace('$by', ',', '\",\"') || '\"]') WHERE '$by' <> '';
        -- What rows are called after is key there, a text or a list of two, and the name of the dimension here.
        INSERT INTO cells SELECT 'answer', r.key, ifnull(l.value, c.key),
                CASE WHEN l.key IS NULL OR c.type <> 'array' THEN c.value ELSE json_extract(c.value, '\$[' || l.key || ']') END
            FROM json_each(json_array(json(readfile('answer.json'))), '\$[0]$path') AS r, json_each(r.value) AS c
            LEFT JOIN labels AS l ON c.key = 'key';
        INSERT INTO cells SELECT 'sql', r.key, c.key, c.value FROM json_each(readfile('sql.json')) AS r, json_each(r.value) AS c;
        UPDATE cells SET value = CAST(value AS TEXT) WHERE name IN (SELECT value FROM labels);
        -- Rows that have an order of their own are told by what they are called after: users of equal cost.
        CREATE TABLE names AS SELECT side, row, group_concat(ifnull(quote(value), '-'), ' ') AS name
            FROM (SELECT * FROM cells WHERE name IN (SELECT value FROM labels) ORDER BY side, row, name) GROUP BY side, row;
        CREATE INDEX name_of ON names (side, row);
        UPDATE cells SET row = (SELECT name FROM names AS n WHERE n.side = cells.side AND n.row = cells.row)
            WHERE '$by' LIKE '%user%' OR '$by' LIKE '%session%';
        CREATE INDEX place ON cells (side, row, name);
        -- Times with the digits that the views have, numbers to nine.
        UPDATE cells SET value = CASE WHEN name IN ('time', 'first', 'last') THEN substr(value, 1, 23)
            WHEN typeof(value) = 'real' THEN round(value, 9) ELSE value END;
        SELECT count(DISTINCT row) || ' rows, SQL ' || (SELECT count(DISTINCT row) FROM cells WHERE side = 'sql')
            FROM cells WHERE side = 'answer'
            HAVING count(DISTINCT row) <> (SELECT count(DISTINCT row) FROM cells WHERE side = 'sql');
        SELECT 'row ' || s.row || ' ' || s.name || ': SQL ' || ifnull(s.value, 'NULL') || ', answer ' || ifnull(a.value, 'NULL')
            FROM cells AS s LEFT JOIN cells AS a ON a.side = 'answer' AND a.row = s.row AND a.name = s.name
            WHERE s.side = 'sql' AND s.value IS NOT a.value LIMIT 5" >differences 2>&1
    [ ! -s differences ] || fail "$*: $(cat differences) $(cat text.sql)"
    rows=$((rows + $(grep -c '{' sql.json)))
}
rows=0
for dimension in feature model user team project provider key session environment status tier template task month day hour \
    feature,model team,day template,user; do
    same .by[0].rows report by --by $dimension
done
same .by[0].rows report by --by model --where 'cost_usd=' --since 2026-10-20 --until 2026-11-10
[ "$rows" -gt 500 ] || fail "only $rows rows were compared"
"$TOLL" --db toll.db report summary --format json >answer.json
"$TOLL" --db toll.db sql "$("$TOLL" report summary --sql)" --format json >sql.json
[ "$(sqlite3 :memory: "SELECT (readfile('answer.json') -> 'totals' ->> '\$.cost_usd') = (readfile('sql.json') -> 0 ->> '\$.cost_usd')")" = 1 ] ||
    fail "the totals: $(cat sql.json)"

# The language of filters, term by term.
while IFS= read -r where; do
    same .by[0].rows report by --by model --where "$where"
done <<'FILTERS'
feature=search
feature=search,support-bot,nothing
feature!=search
!feature=search
!feature!=search
feature=
feature!=
!user=
model~claude|mini
!model~^gpt
user~0$
team>m team<=s
team:a..m
latency>500ms
latency_ms:100..900
cost_usd>0.001
cost_usd=
in_tok>1k
in_tok:100..2k
cache_write_tok>0
cache_write_tok=
temperature=0
temperature>0.3
status=200,429
!status>=400
error=yes
stream=no
tier=
has:cache
has:error,tools
!has:cache
has:text has:pii
has:time
has:stream
pii=email
pii=email,phone
pii!=key
pii=none
time_words=today,"this week"
id=a
id=0,1,ff
template!= content_fp=8
!template=0
template_name="it's mine"
time>=2026-10-20 time<2026-11-01
task=code,summary
tok_source=logged
finish_reason=stop
wants_json=yes
answer_is_json=no
gateway_hit=
ttft>1s
entry<100
tags~.
source~demo
error_class~rate
FILTERS

for sort in time cost latency ttft input output; do
    same .requests requests --top 50 --sort $sort
    same .requests requests --top 50 --sort $sort --reverse --where 'feature!=search has:cache'
done
same .templates prompts templates --where status=200
same .templates prompts templates --top 3 --since 2026-10-20

# Anything that reads SQL takes it, but for patterns.
"$TOLL" --db toll.db report by --by feature --sql >text.sql
"$TOLL" --db toll.db report by --by feature --format csv >answer.csv
sqlite3 -csv toll.db <text.sql | cut -d, -f1,3 | head -3 >got
cut -d, -f1,4 answer.csv | sed -n '2,4p' >want
tr -d '\r' <got | cmp -s - want || fail "sqlite3: $(cat got), not $(cat want)"

# What no statement gives says so; nothing is guessed.
refused() {
    "$TOLL" --db toll.db "$@" --sql >out 2>err && fail "$* has SQL"
    grep -q '^toll: no SQL: ' err || fail "$*: $(cat err)"
    [ ! -s out ] || fail "$*: $(cat out)"
}
refused report latency
refused prompts
refused prompts waste
refused --tz Europe/Berlin report by --by day
exit $bad
