#!/bin/sh
# anonymised - export anonymised: the same figures, nothing to recognise, and two exports have no value in common.
. tests/e2e/kit/kit.sh
needs sqlite3
complain() {
    printf 'FAILED: %s\n' "$1"
    bad=1
}

# A month of traffic, and calls whose every name and text is planted.
"$TOLL" demo --requests 1500 >"$work/PLANTED-path.jsonl" || exit 1
for i in 1 2 3 4; do
    cat <<JSON
{"timestamp":"2026-11-01T10:0$i:00Z","user":"PLANTED-user","feature":"PLANTED-feature","team":"PLANTED-team","project":"PLANTED-project","session_id":"PLANTED-session","environment":"PLANTED-environment","api_key_alias":"PLANTED-key","metadata":{"PLANTED-tag":"PLANTED-value"},"request":{"model":"PLANTED-deployment","tools":[{"type":"function","function":{"name":"PLANTED_tool","description":"PLANTED-words"}}],"messages":[{"role":"system","content":"PLANTED-system"},{"role":"user","content":"PLANTED-question"}]},"response":{"id":"chatcmpl-planted-00$i","object":"chat.completion","model":"gpt-4o","choices":[{"message":{"role":"assistant","content":"PLANTED-answer","tool_calls":[{"id":"c","type":"function","function":{"name":"PLANTED_tool","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":5}}}
JSON
done >>"$work/PLANTED-path.jsonl"
cat >>"$work/PLANTED-path.jsonl" <<'JSON'
{"timestamp":"2026-11-01T11:00:00Z","user":"PLANTED-user","status":400,"request":{"model":"PLANTED-model","messages":[{"role":"user","content":"PLANTED-question"}]},"response":{"error":{"message":"PLANTED-message","type":"PLANTED_error"}}}
{"timestamp":"2026-11-01T11:00:01Z","user":"PLANTED-user","request":{"model":"PLANTED-model","messages":[{"role":"user","content":"PLANTED-question"}]},"response":{"object":"chat.completion","model":"PLANTED-model","choices":[{"message":{"content":"PLANTED-answer"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5}}}
{"broken":"PLANTED-broken
JSON
"$TOLL" --db "$work/original.db" ingest --text full --tag PLANTED-k=PLANTED-v "$work/PLANTED-path.jsonl" >"$work/log" 2>&1
for copy in a b; do
    "$TOLL" --db "$work/original.db" export anonymised -o "$work/$copy.db" 2>>"$work/log" || { cat "$work/log"; exit 1; }
    [ "$(stat -c %a "$work/$copy.db")" = 600 ] || complain "others may read $copy.db"
    [ ! -e "$work/$copy.db-wal" ] || complain "$copy.db has a WAL left"
    ! grep -aqi planted "$work/$copy.db" || complain "planted text is in $copy.db: $(grep -aoi 'planted[-_a-z]*' "$work/$copy.db" | sort -u | head -5 | tr '\n' ' ')"
done
grep -aqi planted "$work/original.db" || complain "the search finds nothing in the original either"

# A file that is there stays as it is.
cp "$work/a.db" "$work/kept.db"
"$TOLL" --db "$work/original.db" export anonymised -o "$work/a.db" 2>"$work/refused" && complain "a file was overwritten"
grep -q 'not overwritten' "$work/refused" || complain "no word about the file that is there"
cmp -s "$work/a.db" "$work/kept.db" || complain "the file that was there has changed"

# Figures: every number of an answer under its key, in any order (rows that tie stand in the order of names), but for what
# comes from samples of texts.
numbers() {
    "$TOLL" --db "$work/$1.db" $2 --top 1000 --format json >"$work/answer.json" 2>>"$work/log" || complain "$2 on $1.db"
    sqlite3 :memory: "SELECT key, value FROM json_tree(readfile('$work/answer.json')) WHERE type IN ('integer', 'real')
                      AND typeof(key) = 'text' AND fullkey NOT GLOB '*template_slots*'
                      AND key NOT IN ('static_share', 'prefix_tok', 'slots') ORDER BY 1, 2"
}
for question in "report" "report --by feature --by model --by team --by provider" "report --by user --by key" \
    "report latency duplication estimates" "prompts duplicates" "prompts templates" "prompts waste"; do
    case $question in prompts*) "$TOLL" help prompts >/dev/null 2>&1 || continue ;; esac
    numbers original "$question" >"$work/numbers.original"
    numbers a "$question" >"$work/numbers.a"
    [ -s "$work/numbers.a" ] || complain "$question: no figures"
    if ! cmp -s "$work/numbers.original" "$work/numbers.a"; then
        complain "$question: other figures in the copy"
        diff "$work/numbers.original" "$work/numbers.a" | head -10
    fi
done
"$TOLL" --db "$work/a.db" verify >"$work/verify" 2>&1 || { complain verify; cat "$work/verify"; }

# Every text, blob and 64-bit hash (of magnitude 2^53 and more: times and sums are smaller), with where it stands. Not compared:
# what is the same for everybody (formats, reasons, prices, words of the providers, offsets of edits), counts and sums.
values() {
    sqlite3 "$work/$1.db" "
        SELECT 'SELECT ''' || t.name || '.' || c.name || ' '' || CASE typeof(v) WHEN ''blob'' THEN hex(v) ELSE v END FROM (SELECT DISTINCT '
               || CASE WHEN c.name = 'chain' THEN 'substr(chain, -8)' ELSE c.name END || ' AS v FROM ' || t.name
               || ') WHERE typeof(v) = ''text'' AND v <> '''' OR typeof(v) = ''blob'' AND length(v) >= 8 OR typeof(v) = ''integer'' AND abs(v) > 9007199254740992;'
          FROM sqlite_master AS t, pragma_table_info(t.name) AS c
         WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*' AND t.name || '.' || c.name NOT IN (
               'meta_t.key', 'source_t.format', 'source_t.compression', 'reject_t.reason', 'reject_count_t.reason',
               'attribution_t.provider', 'attribution_t.model', 'attribution_t.model_requested', 'calibration_t.model',
               'price_t.price_id', 'price_t.provider', 'price_t.model', 'price_t.detail', 'system_t.trim_edits', 'rollup_t.more',
               'shape_t.levels', 'shape_settled_t.templates', 'shape_settled_t.counts')
           AND t.name NOT GLOB 'common_t' AND c.name NOT GLOB '*_nusd'" >"$work/queries"
    sqlite3 "$work/$1.db" <"$work/queries" | cut -d ' ' -f 2- | grep -vxE \
        'stop|length|tool_calls|tool_use|end_turn|STOP|server_error|rate_limit_exceeded|rate_limit_error|overloaded_error|api_error|tokens|RESOURCE_EXHAUSTED|INTERNAL|insufficient_quota|none' |
        sort -u >"$work/values.$1"
}
for db in original a b; do
    values $db
    # What meta keeps: versions, totals and dates.
    sqlite3 "$work/$db.db" "SELECT value FROM meta_t WHERE key NOT IN ('fp_key', 'price_book_hash', 'tags')" | sort -u >"$work/meta"
    comm -23 "$work/values.$db" "$work/meta" >"$work/private.$db"
    [ "$(wc -l <"$work/private.$db")" -gt 1000 ] || complain "hardly any values in $db.db"
done
for pair in "original a" "original b" "a b"; do
    set -- $pair
    shared=$(comm -12 "$work/private.$1" "$work/private.$2")
    [ -z "$shared" ] || { complain "$1.db and $2.db have values in common"; echo "$shared" | head; }
done
# Keys of meta that are rarely written are not in a small database: export has to know all that the sources name.
for key in $(grep -rhoE '(meta_int|meta_set_int|store_meta_get|store_meta_set)\([^;"]*S\("[a-z_]+"\)' src | grep -oE '"[a-z_]+"' | sort -u); do
    grep -qF "{$key, " src/store/anonymise.c || complain "$key of meta is not in src/store/anonymise.c"
done
# Nothing can be added to a copy: its fingerprints are not comparable.
"$TOLL" --db "$work/a.db" ingest "$work/PLANTED-path.jsonl" 2>"$work/refused" && complain "a log was added to an anonymised database"
exit $bad
