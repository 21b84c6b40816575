#!/bin/sh
# report - toll report against the database it reads: sums, splits, filters, formats, exit statuses.
. tests/e2e/kit/kit.sh
sql() { "$TOLL" --db "$db" sql --format csv "$1" | tail -n +2 | tr -d '\r'; }

db=$work/toll.db
"$TOLL" demo --requests 1500 >"$work/demo.jsonl" || fail "demo"
expect 0 "$TOLL" --db "$db" ingest "$work/demo.jsonl"

# The JSON is JSON and has the keys of the contract.
expect 0 "$TOLL" --db "$db" report --by feature --by model,team --format json
cp "$work/out" "$work/report.json"
for key in toll range totals by duplication ingest unpriced; do
    grep -q "^  \"$key\": " "$work/report.json" || fail "the report has no $key"
done
for key in requests errors input_tok cache_read_tok cache_write_tok output_tok cost_usd share p50_ms p95_ms \
    unpriced_requests; do
    grep '^  "totals"' "$work/report.json" | grep -q "\"$key\": " || fail "totals has no $key"
done
grep -q '{"dimension": "feature", "rows": \[' "$work/report.json" || fail "no split by feature"
grep -q '{"dimension": "model,team", "rows": \[' "$work/report.json" || fail "no split by model and team"
grep -q '"key": \["' "$work/report.json" || fail "crossed keys are no arrays"

if command -v sqlite3 >/dev/null; then
    [ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('$work/report.json') AS TEXT))")" = 1 ] ||
        fail "the report is no JSON"
    # The plain sqlite3 program agrees to the nano-dollar.
    sqlite3 "$db" "SELECT coalesce(feature, '-') || ' ' || printf('%.9f', sum(cost_usd)) FROM requests GROUP BY feature" >"$work/a"
    sqlite3 :memory: "SELECT coalesce(json_extract(r.value, '\$.key'), '-') || ' ' || printf('%.9f', json_extract(r.value, '\$.cost_usd'))
        FROM json_each(CAST(readfile('$work/report.json') AS TEXT), '\$.by') AS b, json_each(b.value, '\$.rows') AS r
        WHERE json_extract(b.value, '\$.dimension') = 'feature' ORDER BY 1" >"$work/b"
    sort "$work/a" >"$work/a.sorted"
    sort "$work/b" >"$work/b.sorted"
    cmp -s "$work/a.sorted" "$work/b.sorted" || fail "sqlite3 and toll disagree: $(diff "$work/a.sorted" "$work/b.sorted")"
    # Every split sums to the totals; shares sum to 1.
    sqlite3 :memory: "SELECT json_extract(b.value, '\$.dimension'), sum(json_extract(r.value, '\$.requests')),
            sum(json_extract(r.value, '\$.output_tok')), round(sum(json_extract(r.value, '\$.share')), 9)
        FROM json_each(CAST(readfile('$work/report.json') AS TEXT), '\$.by') AS b, json_each(b.value, '\$.rows') AS r
        GROUP BY 1" >"$work/sums"
    total=$(sqlite3 "$db" "SELECT count(*), sum(output_tok) FROM requests")
    grep -vq "|$total|1.0\$" "$work/sums" && fail "splits do not sum to $total: $(cat "$work/sums")"
fi

# What --top cuts off is in one row, and nothing is lost.
expect 0 "$TOLL" --db "$db" report by --by feature --top 2 --format csv
[ "$(tail -n +2 "$work/out" | grep -c .)" -eq 3 ] || fail "--top 2 gives no 3 rows: $(cat "$work/out")"
grep -q '^(other),' "$work/out" || fail "no row (other)"
[ "$(tail -n +2 "$work/out" | awk -F, '{ n += $4 } END { print n }')" = "$(sql 'SELECT count(*) FROM requests')" ] ||
    fail "rows of --top do not sum to all"

# Templates and tasks, which only a scan can tell, sum to all too and are those of the view.
for dimension in template task; do
    expect 0 "$TOLL" --db "$db" report by --by $dimension --format csv
    [ "$(tail -n +2 "$work/out" | awk -F, '{ n += $4 } END { print n }')" = "$(sql 'SELECT count(*) FROM requests')" ] ||
        fail "rows by $dimension do not sum to all"
    [ "$(tail -n +2 "$work/out" | awk -F, '{ print $4 }' | sort -n)" = \
        "$(sql "SELECT count(*) FROM requests GROUP BY $dimension" | sort -n)" ] || fail "by $dimension is not the view's"
done

# Filters agree with SQL.
template=$(sql "SELECT template FROM requests WHERE template IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
team=$(sql "SELECT team FROM requests WHERE team IS NOT NULL GROUP BY team ORDER BY count(*) DESC, team LIMIT 1")
model=$(sql "SELECT model FROM requests WHERE team = '$team' GROUP BY model ORDER BY count(*) DESC, model LIMIT 1")
while IFS='|' read -r where condition; do
    n=$(sql "SELECT count(*) FROM requests WHERE $condition")
    expect "$([ "$n" -gt 0 ] && echo 0 || echo 1)" "$TOLL" --db "$db" report summary --where "$where" --format csv
    m=$(tail -n +2 "$work/out" | awk -F, '{ print $4 }')
    [ "$m" = "$n" ] || fail "--where '$where': $m requests, not $n"
done <<CASES
error=yes|error
!error=yes|NOT error
model~claude|model LIKE '%claude%'
!model~claude|model IS NULL OR model NOT LIKE '%claude%'
user=|user IS NULL
user!=|user IS NOT NULL
status>=400|status >= 400
output_tok:10..20|output_tok BETWEEN 10 AND 20
cost_usd>0.01|cost_nusd > 10000000
cost_usd=|cost_nusd IS NULL
team=$team,nobody|team IN ('$team', 'nobody')
team!=$team|team <> '$team'
!team=$team|team IS NULL OR team <> '$team'
model="$model" team=$team|model = '$model' AND team = '$team'
feature=nothing-is-called-this|0
has:cache|coalesce(cache_read_tok, 0) + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) > 0
has:stream|stream = 1
!stream=yes|stream IS NULL OR stream = 0
tier=batch,standard|tier IN ('batch', 'standard')
latency_ms<500|latency_us < 500000
task=summary,code|task IN ('summary', 'code')
!task=code|task IS NULL OR task <> 'code'
pii=email,phone|pii LIKE '%email%' OR pii LIKE '%phone%'
pii=none|pii = ''
has:pii|pii <> ''
!has:time|time_words IS NULL OR time_words = ''
time_words=current,latest|time_words LIKE '%current%' OR time_words LIKE '%latest%'
answer_is_json=yes|answer_is_json = 1
wants_json!=yes|wants_json = 0
retrieved_chunks>0|retrieved_chunks > 0
question_bytes<200|question_bytes < 200
output_cost_usd>0.001|output_cost_nusd > 1000000
template=$template|template = '$template'
!tpl=$(printf %.6s "$template")|template IS NULL OR template <> '$template'
template_name=|template_name IS NULL
in_tok>2k|coalesce(input_tok, 0) + coalesce(cache_read_tok, 0) + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) > 2000
CASES

# Periods name intervals.
day=$(sql "SELECT substr(max(time), 1, 10) FROM requests")
n=$(sql "SELECT count(*) FROM requests WHERE substr(time, 1, 10) = '$day'")
expect 0 "$TOLL" --db "$db" report summary --since "$day" --until "$day" --format csv
[ "$(tail -n +2 "$work/out" | awk -F, '{ print $4 }')" = "$n" ] || fail "the day $day has not $n requests"
expect 0 "$TOLL" --db "$db" --now "${day}T23:00:00Z" report summary --since today --format csv
[ "$(tail -n +2 "$work/out" | awk -F, '{ print $4 }')" = "$n" ] || fail "today is not $day"
expect 1 "$TOLL" --db "$db" report --since 2031
grep -q 'no request matches' "$work/err" || fail "nothing is said when nothing matches"

# Files: the suffix picks the format, nobody else may read them.
for suffix in txt md json csv; do
    expect 0 "$TOLL" --db "$db" report -o "$work/saved.$suffix"
    [ -s "$work/saved.$suffix" ] || fail "saved.$suffix is empty"
    case $(ls -l "$work/saved.$suffix") in -rw-------*) ;; *) fail "saved.$suffix is not private" ;; esac
done
expect 0 "$TOLL" --db "$db" report -o "$work/a.txt" --format json
grep -q '"totals"' "$work/a.txt" || fail "--format does not win over the suffix"

# Wrong usage is status 2 and names what would be right.
while IFS='|' read -r words hint; do
    # shellcheck disable=SC2086 # words are words
    expect 2 "$TOLL" --db "$db" report $words
    grep -q -- "$hint" "$work/err" || fail "report $words: no '$hint' in $(cat "$work/err")"
done <<'CASES'
sumary|did you mean summary
--by featur|did you mean feature
--by feature,model,team|at most two
--by feature,|no dimension
--bye x|did you mean --by
--since yesteryear|is no time
--since 2026-10 --until 2026-09|not before
--format pdf|text, markdown, json, jsonl or csv
-o x.pdf|must end in
--top 0|at least 1
--where statuss=2|did you mean status
--where in_tok=abc|a number is wanted
CASES
expect 5 "$TOLL" --db "$work/missing.db" report
grep -q 'toll ingest' "$work/err" || fail "a missing database: no hint"
[ ! -e "$work/missing.db" ] || fail "report made a database"
expect 5 "$TOLL" --db "$db" report -o "$work/no/such/folder.txt"
exit $bad
