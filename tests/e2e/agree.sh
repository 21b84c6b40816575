#!/bin/sh
# agree - a report from roll-ups and the same by a scan of every request give identical numbers.
. tests/e2e/kit/kit.sh
db=$work/toll.db
"$TOLL" demo --requests 4000 >"$work/demo.jsonl" || exit 1
"$TOLL" --db "$db" ingest "$work/demo.jsonl" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
# No request has this id, so its negation is true of all, and only a scan can tell.
everything='!id=0000000000000001'
compare() {
    "$TOLL" --db "$db" "$@" --format json >"$work/rollups" || bad=1
    "$TOLL" --db "$db" "$@" --format json --where "$everything" >"$work/scan" || bad=1
    for f in rollups scan; do
        sed -e 's/"where": [^}]*}/}/' -e 's/; only [^"]*//' "$work/$f" >"$work/$f.bare"
    done
    if ! cmp -s "$work/rollups.bare" "$work/scan.bare"; then
        echo "FAILED: $*"
        diff "$work/rollups.bare" "$work/scan.bare" | head -20
        bad=1
    fi
}
compare report
compare report --by feature --by model --by team --by provider --by project --by key --by environment
compare report --by feature,model --by month --by day --by hour --by day,feature --by weekday,hour_of_day
compare report --by feature --top 3
compare report chargeback latency drift estimates prices unpriced ingest summary
compare --tz Europe/Berlin report --by day --by hour
compare --tz Asia/Kathmandu report --by hour
compare report summary by latency --since 2026-11-01 --until 2026-11-07 --by day
compare compare 2026-10-17..2026-10-31 2026-11-01..2026-11-15 --by team --by model,weekday
compare --tz Asia/Kathmandu compare 2026-10-20 2026-11-03 --by hour_of_day
exit $bad
