#!/bin/sh
# demo_truth - the database of a generated log says what the generator knows: counts, tokens, repeats, costs to the nano-dollar.
. tests/e2e/kit/kit.sh
needs sqlite3

# differ WHAT SQL: the query must give no row. `truth` is the generator's JSON, `requests` the view.
differ() {
    rows=$(sqlite3 "$work/toll.db" "WITH truth AS (SELECT readfile('$work/truth.json') AS j) $2" 2>&1)
    [ -z "$rows" ] && return
    printf 'FAILED, seed %s: %s\n%s\n' "$seed" "$1" "$rows"
    bad=1
}

for seed in 1 7; do
    rm -f "$work"/toll.db*
    "$TOLL" demo --seed $seed --requests 3000 --truth -o "$work/demo.jsonl" >"$work/truth.json" || exit 1
    "$TOLL" --db "$work/toll.db" ingest "$work/demo.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    # Tokens and costs are known of calls whose log has counts; the others are estimates.
    differ "features (feature, figure, database, truth)" "
        , found AS (
            SELECT feature, count(*) AS requests, sum(error) AS errors,
                   sum(tok_source = 'estimated') AS without_usage,
                   sum(cost_nusd IS NULL) AS unpriced,
                   coalesce(sum(input_tok) FILTER (WHERE tok_source = 'logged'), 0) AS input_tok,
                   coalesce(sum(cache_read_tok), 0) AS cache_read_tok,
                   coalesce(sum(cache_write_5m_tok), 0) + coalesce(sum(cache_write_1h_tok), 0) AS cache_write_tok,
                   coalesce(sum(output_tok) FILTER (WHERE tok_source = 'logged'), 0) AS output_tok,
                   coalesce(sum(reasoning_tok) FILTER (WHERE tok_source = 'logged'), 0) AS reasoning_tok,
                   printf('%d.%09d', sum(cost_nusd) FILTER (WHERE tok_source = 'logged') / 1000000000,
                          sum(cost_nusd) FILTER (WHERE tok_source = 'logged') % 1000000000) AS cost_usd
              FROM requests GROUP BY feature),
        want AS (SELECT value AS row, value->>'key' AS feature FROM truth, json_each(j, '\$.features')),
        pairs AS (
            SELECT want.feature, figure.key AS figure, want.row->figure.key AS truth,
                   CASE figure.key
                   WHEN 'requests' THEN requests WHEN 'errors' THEN errors WHEN 'without_usage' THEN without_usage
                   WHEN 'unpriced' THEN unpriced WHEN 'input_tok' THEN input_tok WHEN 'cache_read_tok' THEN cache_read_tok
                   WHEN 'cache_write_tok' THEN cache_write_tok WHEN 'output_tok' THEN output_tok
                   WHEN 'reasoning_tok' THEN reasoning_tok WHEN 'cost_usd' THEN cost_usd END AS found
              FROM want LEFT JOIN found ON found.feature IS want.feature, json_each(want.row) AS figure
             WHERE figure.key <> 'key')
        SELECT feature, figure, found, truth FROM pairs WHERE CAST(found AS TEXT) IS NOT CAST(truth AS TEXT)"
    differ "repeats (database, truth)" "
        , found AS (SELECT count(DISTINCT request_fp) AS r, count(DISTINCT content_fp) AS c,
                           count(DISTINCT normal_fp) AS n FROM requests),
        want AS (SELECT j->'\$.duplication' AS d FROM truth)
        SELECT r, c, n, d FROM found, want
         WHERE r <> d->>'unique_request' OR c <> d->>'unique_content' OR n <> d->>'unique_normal'"
    differ "cost of repeats (database, truth)" "
        , ranked AS (SELECT cost_nusd, error, row_number() OVER (PARTITION BY request_fp, error ORDER BY ts_us, entry) AS nth
                       FROM requests),
        found AS (SELECT sum(cost_nusd) AS nusd FROM ranked WHERE NOT error AND nth > 1)
        SELECT nusd, j->'\$.duplication' FROM found, truth
         WHERE printf('%d.%09d', nusd / 1000000000, nusd % 1000000000) <> j->'\$.duplication.duplicate_cost_usd'"
    # The report says the same as the database.
    "$TOLL" --db "$work/toll.db" report --by feature --format json >"$work/report.json" || bad=1
    differ "report by feature (feature, report, truth)" "
        SELECT t.value->>'key', r.value->'cost_usd', t.value->'cost_usd'
          FROM truth, json_each(j, '\$.features') AS t
          LEFT JOIN json_each(readfile('$work/report.json'), '\$.by[0].rows') AS r ON r.value->>'key' IS t.value->>'key'
         WHERE t.value->>'without_usage' = 0 AND r.value->'cost_usd' IS NOT t.value->'cost_usd'"
    differ "duplication of the report (report, truth)" "
        , report AS (SELECT readfile('$work/report.json')->'\$.duplication' AS r)
        SELECT r, j->'\$.duplication' FROM report, truth
         WHERE r->'unique_request' <> j->'\$.duplication.unique_request'
            OR r->'unique_content' <> j->'\$.duplication.unique_content'
            OR r->'unique_normal' <> j->'\$.duplication.unique_normal'
            OR r->'duplicate_cost_usd' <> j->'\$.duplication.duplicate_cost_usd'"
done
exit $bad
