# kill.sh - an ingest that is killed or interrupted at any instant is completed by the next one.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$TOLL" demo --requests 6000 -o log.jsonl
"$TOLL" --db whole.db ingest log.jsonl >/dev/null
sums="select count(*), sum(cost_nusd), sum(input_tok), sum(output_tok), count(distinct request_fp) from requests"
want=$(sqlite3 whole.db "$sums")
# Templates, tools, samples and sketches, as rows that do not tell where commits fell.
cat >profile.sql <<'END'
select * from templates order by template;
select * from tools order by system_fp, tool_hash;
select s.stratum, s.segment, s.role, s.gap_at, s.gap_bytes, hex(s.tokens), hex(substr(h.shapes, (s.shape - 1) % 16 * 34 + 1, 34))
from sample_t as s join shape_t as h on h.id = (s.shape - 1) / 16 order by 1, 2;
with recursive i(n) as (select 0 union all select n + 1 from i where n < 63)
select hex(substr(data, 58 * n + 1, 58)) from sketch_t join i on n < length(data) / 58 order by 1;
END
sqlite3 whole.db <profile.sql >whole.profile
for what in templates tools sample_t sketch_t; do
    [ "$(sqlite3 whole.db "select count(*) from $what")" -gt 0 ] || { echo "no rows in $what"; exit 1; }
done

for delay in 0.05 0.2 0.5 1 2; do
    for signal in KILL INT; do
        rm -f part.db*
        timeout -s "$signal" "$delay" "$TOLL" --db part.db ingest log.jsonl >/dev/null 2>&1 || true
        "$TOLL" --db part.db ingest log.jsonl >/dev/null 2>&1
        [ "$(sqlite3 part.db "$sums")" = "$want" ] || { echo "differs after SIG$signal at $delay s"; exit 1; }
        sqlite3 part.db <profile.sql | cmp - whole.profile
        "$TOLL" --db part.db verify >/dev/null
    done
done

# Two at once: the second waits or says who holds the database; nothing is counted twice.
rm -f part.db*
"$TOLL" --db part.db ingest log.jsonl >/dev/null 2>&1 &
first=$!
second=0
"$TOLL" --db part.db ingest log.jsonl >/dev/null 2>said || second=$?
wait "$first"
[ "$second" -eq 0 ] || { [ "$second" -eq 5 ] && grep -q pid said; }
[ "$(sqlite3 part.db "$sums")" = "$want" ]

# A settle that was cut short (rows committed, sums half written) is completed by the next command.
"$TOLL" --db part.db report --format json >before.json
sqlite3 part.db "delete from rollup_t where requests = 1;
    update meta_t set value = 0 where key in ('settled', 'settled_request')"
"$TOLL" --db part.db report --format json >after.json 2>/dev/null
cmp before.json after.json
[ "$(sqlite3 part.db "select value from meta_t where key = 'settled'")" = 1 ]
