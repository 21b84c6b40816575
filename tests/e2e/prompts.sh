#!/bin/sh
# prompts - every fact planted in a generated log is found by toll prompts with the planted number; fuzzy ones by precision and recall.
. tests/e2e/kit/kit.sh
needs sqlite3
db=$work/toll.db

# ask NAME SECTION [OPTION…]: the answer to toll prompts, for sql() as file('NAME').
ask() {
    name=$1
    shift
    "$TOLL" --db "$db" prompts "$@" --top 1000 --format json >"$work/$name.json" 2>"$work/log" && return
    printf 'FAILED, seed %s: prompts %s\n' "$seed" "$*"
    cat "$work/log"
    bad=1
}

# `truth` is the generator's JSON j; NUSD(x) makes nano-USD of a cost; file('NAME') an answer.
sql() {
    body=$(printf '%s' "$1" | sed -E "s|file\('([a-z_-]+)'\)|readfile('$work/\1.json')|g; s|NUSD\(([^()]*(\([^()]*\))?[^()]*)\)|CAST(round((\1) * 1e9) AS INTEGER)|g")
    sqlite3 -readonly "$db" "WITH truth AS (SELECT readfile('$work/truth.json') AS j) $body" 2>&1
}

# differ WHAT SQL: the query must give no row.
differ() {
    rows=$(sql "$2")
    [ -z "$rows" ] && return
    printf 'FAILED, seed %s: %s\n%s\n' "$seed" "$1" "$rows"
    bad=1
}

# measure WHAT MIN SQL: the query gives one number, which is printed and must be at least MIN.
measure() {
    found=$(sql "$3")
    echo "seed $seed: $1: $found (at least $2)"
    awk -v found="$found" -v min="$2" 'BEGIN { exit !(found ~ /^[0-9.]+$/ && found + 0 >= min + 0) }' && return
    echo "FAILED, seed $seed: $1"
    bad=1
}

duplicates() {
    for feature in dup-same-user dup-other-users dup-retry; do
        ask dup duplicates --where feature=$feature
        differ "$feature: exact repeats (database, truth)" "
            , want AS (SELECT value AS w FROM truth, json_each(j, '\$.duplicates') WHERE value->>'feature' = '$feature'),
            found AS (SELECT value AS f FROM json_each(file('dup'), '\$.duplicate_levels')
                       WHERE value->>'level' = 'request' AND value->>'calls_of' = 'all')
            SELECT f, w FROM want LEFT JOIN found
             WHERE f->>'requests' IS NOT w->>'calls' OR f->>'distinct' IS NOT w->>'groups'
                OR f->>'repeated' IS NOT w->>'repeats' OR NUSD(f->>'repeats_usd') IS NOT w->>'repeat_cost_nusd'
                OR f->>'compared' IS NOT w->>'repeats' - w->>'failures'
                OR (f->>'compared' > 0 AND (round(f->>'same_share' * (f->>'compared')) IS NOT round(w->>'agreeing')
                    OR round(f->>'same_normal_share' * (f->>'compared')) IS NOT round(w->>'agreeing_normal')))"
        differ "$feature: exact repeats at temperature 0 (database, truth)" "
            , want AS (SELECT value AS w FROM truth, json_each(j, '\$.duplicates') WHERE value->>'feature' = '$feature'),
            found AS (SELECT value AS f FROM json_each(file('dup'), '\$.duplicate_levels')
                       WHERE value->>'level' = 'request' AND value->>'calls_of' = 'temperature 0')
            SELECT f, w FROM want LEFT JOIN found
             WHERE coalesce(f->>'repeated', 0) IS NOT w->>'zero_repeats'
                OR coalesce(round(f->>'same_share' * (f->>'compared')), 0) IS NOT round(w->>'zero_agreeing')"
        differ "$feature: who repeats (kind, database, truth)" "
            , want AS (SELECT value->>'repeats' AS w, CASE '$feature' WHEN 'dup-same-user' THEN 'the same user'
                              WHEN 'dup-other-users' THEN 'other users' ELSE 'retries' END AS kind
                         FROM truth, json_each(j, '\$.duplicates') WHERE value->>'feature' = '$feature')
            SELECT value->>'kind', value->>'repeated', w FROM want, json_each(file('dup'), '\$.duplicate_kinds')
             WHERE value->>'level' = 'request' AND value->>'repeated' IS NOT CASE value->>'kind' WHEN kind THEN w ELSE 0 END"
        differ "$feature: groups (listed, truth)" "
            , want AS (SELECT value AS w FROM truth, json_each(j, '\$.duplicates') WHERE value->>'feature' = '$feature'),
            found AS (SELECT count(*) AS n, sum(value->>'calls') AS calls FROM json_each(file('dup'), '\$.duplicates')
                       WHERE value->>'level' = 'request' AND value->>'feature' = '$feature' AND value->>'features' = 1)
            SELECT n, calls, w FROM found, want WHERE n IS NOT w->>'groups' OR calls IS NOT w->>'calls'"
    done
    "$TOLL" --db "$db" report duplication --format json >"$work/report.json" || bad=1
    differ "repeats of the whole log (report, truth)" "
        , report AS (SELECT file('report')->'\$.duplication' AS r)
        SELECT r, j->'\$.totals' FROM report, truth
         WHERE r->>'requests' IS NOT j->>'\$.totals.requests' OR r->>'unique_request' IS NOT j->>'\$.totals.unique_request'
            OR NUSD(r->>'duplicate_cost_usd') IS NOT j->>'\$.totals.duplicate_cost_nusd'"
    differ "errors and cost of the whole log (database, truth)" "
        , found AS (SELECT sum(error) AS errors, sum(cost_nusd) AS nusd FROM requests)
        SELECT errors, nusd, j->'\$.totals' FROM found, truth
         WHERE errors IS NOT j->>'\$.totals.errors' OR nusd IS NOT j->>'\$.totals.cost_nusd'"
}

waste() {
    for feature in waste-failed waste-cut waste-json fine-json waste-empty waste-loop waste-write fine-write; do
        ask waste waste --where feature=$feature
        differ "$feature: waste (class, calls, cost, truth)" "
            , want AS (SELECT value AS w FROM truth, json_each(j, '\$.waste') WHERE value->>'feature' = '$feature')
            SELECT value->>'class', value->>'calls', NUSD(value->>'cost_usd'), w
              FROM want, json_each(file('waste'), '\$.waste')
             WHERE value->>'class' NOT IN ('context', 'any')
               AND NOT (value->>'class' = w->>'kind' AND value->>'class' = 'unread_writes')  -- the last may be read yet: below
               AND (value->>'calls' IS NOT CASE value->>'class' WHEN w->>'kind' THEN w->>'requests' ELSE 0 END
                 OR value->>'class' = w->>'kind' AND NUSD(value->>'cost_usd') IS NOT w->>'cost_nusd')"
    done
    ask waste waste
    differ "waste of the whole log (class, calls, cost, truth)" "
        , want AS (
            SELECT value->>'kind' AS class, value->>'requests' AS calls, value->>'cost_nusd' AS nusd
              FROM truth, json_each(j, '\$.waste')
            UNION ALL SELECT 'retries', sum(value->>'retries'), sum(value->>'retries_nusd') FROM truth, json_each(j, '\$.duplicates')
            UNION ALL SELECT 'duplicates', sum(value->>'repeats' - value->>'failures'), sum(value->>'repeat_cost_nusd')
              FROM truth, json_each(j, '\$.duplicates'))
        SELECT class, value->>'calls', value->>'cost_usd', want.calls, nusd
          FROM want LEFT JOIN json_each(file('waste'), '\$.waste') ON value->>'class' = class
         WHERE class <> 'none' AND (value->>'calls' IS NOT want.calls OR NUSD(value->>'cost_usd') IS NOT nusd)"
}

systems() {
    ask system system
    differ "tools that are never called (tool, database, truth)" "
        , want AS (SELECT key AS name, value AS calls FROM truth, json_each(j, '\$.tools.calls'))
        SELECT name, value, calls, j->>'\$.tools.requests' FROM truth, want
          LEFT JOIN json_each(file('system'), '\$.tools') AS found ON found.value->>'name' = name
         WHERE found.value->>'called' IS NOT calls OR found.value->>'never_used' IS NOT (calls = 0)
            OR found.value->>'offered' IS NOT j->>'\$.tools.requests'"
    ask trim system --where feature=trim
    differ "what trimming would take away (kind, edits, bytes, truth)" "
        , found AS (SELECT value->>'kind' AS kind, count(*) AS n, sum(value->>'bytes') AS bytes
                      FROM json_each(file('trim'), '\$.trim_edits') GROUP BY 1),
        want (kind, n, bytes) AS (
            SELECT 'repeat', j->>'\$.trim.repeats', j->>'\$.trim.repeat_bytes' FROM truth
            UNION ALL SELECT 'similar', j->>'\$.trim.similar', NULL FROM truth
            UNION ALL SELECT 'filler', j->>'\$.trim.fillers', NULL FROM truth
            UNION ALL SELECT 'space', NULL, j->>'\$.trim.space_bytes' FROM truth)
        SELECT kind, found.n, found.bytes, want.n, want.bytes FROM want LEFT JOIN found USING (kind)
         WHERE coalesce(found.n <> want.n, found.n IS NULL) OR found.bytes IS NULL
            OR want.bytes IS NOT NULL AND found.bytes NOT BETWEEN want.bytes AND want.bytes + 2 * found.n"
    ask versions system --where feature=versions
    differ "versions of a system prompt (versions, truth)" "
        , found AS (SELECT count(*) AS n, min(value->>'calls') AS least, max(value->>'first') AS day, sum(value->>'calls') AS calls,
                           max(value->>'tok') > min(value->>'tok') AS is_longer
                      FROM json_each(file('versions'), '\$.system_versions'))
        SELECT n, least, calls, day, is_longer, j->'\$.versions' FROM found, truth
         WHERE n <> 2 OR calls <> j->>'\$.versions.requests[0]' + j->>'\$.versions.requests[1]'
            OR substr(day, 1, 10) IS NOT j->>'\$.versions.day' OR NOT is_longer"
}

near() {
    ask near near --where feature=near
    # A group is named after one of its questions; the session says which planted group that is.
    groups="
        , listed AS (SELECT value->>'group' AS fp, value->>'questions' AS n FROM json_each(file('near'), '\$.near_groups')),
        joined AS (SELECT DISTINCT fp, n, (SELECT session FROM requests WHERE question_fp = fp LIMIT 1) AS planted FROM listed),
        counted AS (
            SELECT (SELECT sum(n * (n - 1) / 2.0) FROM joined) AS found, j->>'\$.near.pairs' + 0.0 AS planted,
                   (SELECT sum(m * (m - 1) / 2.0) FROM (
                       SELECT min(max(n), j->>'\$.near.group_size') AS m FROM joined WHERE planted GLOB 'near-*' GROUP BY planted))
                       AS correct FROM truth)"
    measure "near duplicates: precision of pairs in groups" 0.98 "$groups SELECT round(correct / found, 3) FROM counted"
    measure "near duplicates: recall of pairs" 0.95 "$groups SELECT round(correct / planted, 3) FROM counted"
}

# Two calls belong together if one template made them (each feature has one of its own, the duplicates of users share one, and
# waste-write has none: its system prompts have nothing in common); toll says so by `template`.
templates() {
    pairs="
        , calls AS (SELECT CASE WHEN feature IN ('dup-same-user', 'dup-other-users') THEN 'dup' ELSE feature END AS planted, template
                      FROM requests WHERE feature <> 'waste-write'),
        same AS (SELECT sum(n * (n - 1.0)) AS planted FROM (SELECT count(*) AS n FROM calls GROUP BY planted)),
        found AS (SELECT sum(n * (n - 1.0)) AS found FROM (SELECT count(*) AS n FROM calls GROUP BY template)),
        both AS (SELECT sum(n * (n - 1.0)) AS correct FROM (SELECT count(*) AS n FROM calls GROUP BY planted, template)),
        whole AS (SELECT planted FROM calls GROUP BY planted HAVING count(DISTINCT template) = 1 AND min(template) IN (
                      SELECT template FROM calls GROUP BY template HAVING count(DISTINCT planted) = 1))"
    measure "templates: precision of pairs of calls" 0.99 "$pairs SELECT round(correct / found, 3) FROM both, found"
    measure "templates: recall of pairs of calls" 0.99 "$pairs SELECT round(correct / planted, 3) FROM both, same"
    measure "templates: share that is found whole, without calls of others" 0.95 "$pairs
        SELECT round(1.0 * (SELECT count(*) FROM whole) / count(DISTINCT planted), 3) FROM calls"
}

# Slots of the question, by kind; what a template costs; where a system prompt first varies.
slots() {
    ask templates templates
    differ "templates: calls and cost (feature, listed, truth)" "
        , pure AS (SELECT template, min(feature) AS feature FROM requests GROUP BY 1 HAVING count(DISTINCT feature) = 1),
        want AS (SELECT value AS w FROM truth, json_each(j, '\$.templates') UNION ALL SELECT j->'\$.chat' FROM truth)
        SELECT feature, value, w FROM want JOIN pure ON feature = w->>'feature'
          LEFT JOIN json_each(file('templates'), '\$.templates') ON value->>'template' = template
         WHERE value->>'calls' IS NOT w->>'requests' OR NUSD(value->>'cost_usd') IS NOT w->>'cost_nusd'"
    kinds="
        , origin AS (SELECT DISTINCT feature, template FROM requests WHERE feature GLOB 'tpl-*'),
        found AS (SELECT feature, value->>'kind' AS kind, count(*) AS n FROM origin
                    JOIN json_each(file('templates'), '\$.template_slots') ON value->>'template' = template
                   WHERE value->>'part' = 'question' GROUP BY 1, 2),
        planted AS (SELECT t.value->>'feature' AS feature, count(*) AS n, CASE s.value
                       WHEN 'time' THEN 'timestamp' WHEN 'email' THEN 'e-mail' WHEN 'url' THEN 'URL' WHEN 'language' THEN 'name'
                       WHEN 'passages' THEN 'retrieved text' WHEN 'text' THEN 'user text' WHEN 'document' THEN 'user text'
                       WHEN 'question' THEN 'user text' ELSE s.value END AS kind
                      FROM truth, json_each(j, '\$.templates') AS t, json_each(t.value, '\$.slots') AS s GROUP BY 1, 3),
        correct AS (SELECT 1.0 * sum(min(found.n, planted.n)) AS n FROM found JOIN planted USING (feature, kind))"
    measure "slots: precision by template and kind" 0.9 "$kinds SELECT round(n / (SELECT sum(n) FROM found), 3) FROM correct"
    measure "slots: recall by template and kind" 0.9 "$kinds SELECT round(n / (SELECT sum(n) FROM planted), 3) FROM correct"
    # Numbers and dates of the rules are the same in every call: only what was planted varies, each call its own.
    differ "slots of system prompts that nobody planted, or with a value twice (slot)" "
        , origin AS (SELECT DISTINCT feature, template FROM requests WHERE feature GLOB 'bust-*')
        SELECT feature, value FROM origin JOIN json_each(file('templates'), '\$.template_slots') ON value->>'template' = template
         WHERE value->>'part' = 'system' AND (value->>'slot' <> 1 OR value->>'distinct' IS NOT value->>'texts')"
    differ "first slot of a system prompt (slot, truth)" "
        , want AS (SELECT value AS w FROM truth, json_each(j, '\$.busters') WHERE value->>'place' = 'system'),
        origin AS (SELECT DISTINCT feature, template FROM requests WHERE feature GLOB 'bust-*')
        SELECT value, w FROM want JOIN origin ON feature = w->>'feature'
          LEFT JOIN json_each(file('templates'), '\$.template_slots') ON value->>'template' = template AND value->>'slot' = 1
         WHERE value->>'part' IS NOT 'system' OR value->>'kind' IS NOT w->>'kind' OR value->>'offset' IS NOT w->>'byte'"
}

# What keeps a prompt from being cached, at which byte, and how many calls would have read it (all but the first of a burst).
busters() {
    ask busters busters
    differ "cache busters (listed, truth)" "
        , want AS (SELECT value AS w, CASE value->>'kind' WHEN 'id' THEN 'an id' WHEN 'tool order' THEN 'a tool list in changing order'
                          WHEN 'passage order' THEN 'retrieved chunks in changing order' ELSE 'a ' || (value->>'kind') END AS words,
                          value->>'place' AS place
                     FROM truth, json_each(j, '\$.busters')),
        origin AS (SELECT DISTINCT feature, template FROM requests WHERE feature GLOB 'bust-*')
        SELECT value, w FROM want JOIN origin ON feature = w->>'feature'
          LEFT JOIN json_each(file('busters'), '\$.busters') ON value->>'template' = template
         WHERE value->>'buster' IS NOT words OR value->>'calls' IS NOT w->>'requests'
            OR instr(value->>'place', CASE place WHEN 'tools' THEN 'front' ELSE place END) = 0
            -- Passages are found where the white space before them begins.
            OR value->>'offset' IS NOT w->>'byte' - (place = 'question')
            OR value->>'hits' IS NOT w->>'requests' - w->>'bursts' OR NOT value->>'saving_usd' > 0"
    # Static text that moving would win: at 4 bytes a token, less the few that are not seen to be the same.
    differ "static text behind a cache buster (tokens, bytes planted)" "
        , want AS (SELECT value AS w FROM truth, json_each(j, '\$.busters') WHERE value->>'place' <> 'tools'),
        origin AS (SELECT DISTINCT feature, template FROM requests WHERE feature GLOB 'bust-*')
        SELECT value->>'static_after_tok' * 4, w FROM want JOIN origin ON feature = w->>'feature'
          LEFT JOIN json_each(file('busters'), '\$.busters') ON value->>'template' = template
         WHERE value IS NULL
            OR NOT abs(value->>'static_after_tok' * 4.0 / (w->>'static_bytes') - 1) < 0.05"
    differ "busters that nobody planted (listed)" "
        SELECT value FROM json_each(file('busters'), '\$.busters')
         WHERE value->>'template' NOT IN (SELECT template FROM requests WHERE feature GLOB 'bust-*' AND template IS NOT NULL)"
}

for seed in 1 7; do
    rm -f "$db"*
    "$PLANT" --seed $seed >"$work/log.jsonl" && "$PLANT" --seed $seed --truth >"$work/truth.json" || exit 1
    "$TOLL" --db "$db" ingest --jobs 4 "$work/log.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    duplicates
    waste
    systems
    near
    templates
    slots
    busters
done

# The same answer whatever the number of workers.
"$TOLL" --db "$work/one.db" ingest --jobs 1 "$work/log.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$TOLL" --db "$db" prompts --top 1000 --format json >"$work/four.json" || bad=1
"$TOLL" --db "$work/one.db" prompts --top 1000 --format json >"$work/one.json" || bad=1
cmp "$work/four.json" "$work/one.json" || { diff "$work/four.json" "$work/one.json" | cut -c 1-300 | head -10; bad=1; }

# Without text the same is found, and nothing that was said is shown.
"$TOLL" --db "$work/none.db" ingest --text none "$work/log.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$TOLL" --db "$work/none.db" prompts --top 1000 --format json >"$work/none.json" || bad=1
words='Contoso|find_order|send_fax|Can you tell me|check invoice'
grep -qE "$words" "$work/four.json" || { echo "FAILED: no text is shown where it is stored"; bad=1; }
grep -oE "$words" "$work/none.json" | sort | uniq -c | grep . && { echo "FAILED: text is shown that must not be stored"; bad=1; }
for table in duplicate_levels duplicate_kinds waste templates busters near tools; do
    # Every number of a table, but for what only stored text can tell: without it the white space before a slot is part of it.
    for mode in four none; do
        sqlite3 :memory: "SELECT key, value FROM json_tree(readfile('$work/$mode.json'), '\$.$table')
                          WHERE type IN ('integer', 'real') AND typeof(key) = 'text'
                            AND key NOT IN ('static_share', 'prefix_tok', 'static_after_tok', 'lost_share', 'offset') ORDER BY 1, 2" >"$work/$mode.numbers"
    done
    cmp -s "$work/four.numbers" "$work/none.numbers" && continue
    echo "FAILED: $table: other numbers without text"
    diff "$work/four.numbers" "$work/none.numbers" | head -10
    bad=1
done
exit $bad
