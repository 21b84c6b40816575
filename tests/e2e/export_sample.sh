#!/bin/sh
# export_sample - export sample: every stratum, in proportion, the same every time; and back as labels of toll simulate route.
. tests/e2e/kit/kit.sh
cd "$work" || exit 1
"$TOLL" demo --requests 3000 >demo.jsonl 2>/dev/null || exit 1
"$TOLL" --db t.db ingest demo.jsonl >log 2>&1 || { cat log; exit 1; }
sample() {
    "$TOLL" --db t.db export sample "$@" 2>err || fail "export sample $*: $(cat err)"
}

# The same requests every time, others with another seed, in any format.
sample --n 200 >one.csv
sample --n 200 >two.csv
cmp -s one.csv two.csv || fail "two samples differ"
sample --n 200 --seed 2 >other.csv
cmp -s one.csv other.csv && fail "the seed changes nothing"
[ "$(wc -l <one.csv)" -eq 201 ] || fail "not 200 requests but $(wc -l <one.csv) lines"
sample --n 200 --format jsonl >one.jsonl
sample --n 200 -o one.json
[ "$(wc -l <one.jsonl)" -eq 200 ] || fail "JSON Lines: $(wc -l <one.jsonl) lines"
cut -d, -f1 one.csv | tail -n +2 | tr -d '\r' >ids
sed 's/^{"id": "\([0-9a-f]*\)".*/\1/' one.jsonl | cmp -s - ids || fail "JSON Lines names other requests"
grep -o '"id": "[0-9a-f]*"' one.json | cut -d'"' -f4 | cmp -s - ids || fail "JSON names other requests"
sort -u ids | wc -l | grep -q '^ *200$' || fail "a request is there twice"

# Every template; the numbers taken are those it says, and within one of its share.
"$TOLL" --db t.db sql --format csv "SELECT template, count(*) FROM requests WHERE NOT error AND gateway_hit IS NOT 1
    AND template IS NOT NULL GROUP BY 1 ORDER BY 1" >strata.csv 2>err || fail "$(cat err)"
tail -n +2 strata.csv | tr -d '\r' >strata
tail -n +2 one.csv | tr -d '\r' | awk -F, '{taken[$6]++; said[$6] = $12; of[$6] = $11}
    END {for (t in taken) print t "," of[t] "," taken[t] "," said[t]}' | sort >taken
cut -d, -f1,2 taken | cmp -s - strata || fail "strata: $(diff taken strata)"
awk -F, '{all += $2} END {print all}' strata >all
awk -F, -v all="$(cat all)" '$3 != $4 {exit 1} {share = 200 * $2 / all} share > 1 && ($3 > share + 1 || $3 < share - 1) {exit 1}' taken ||
    fail "not in proportion: $(cat taken)"

# Where each stands in the log: entry and offset lead to its line.
line=$(sed -n 2p one.csv | tr -d '\r')
id=$(echo "$line" | cut -d, -f1)
offset=$(echo "$line" | cut -d, -f15)
out_tok=$(echo "$line" | cut -d, -f9)
tail -c +$((offset + 1)) demo.jsonl | head -n 1 | grep -q "_tokens[a-z_]*\": *$out_tok" || fail "$id is not at $offset"
"$TOLL" --db t.db show "$id" >show 2>&1 || fail "show $id: $(cat show)"

# Filters and strata as everywhere.
sample --n 30 --by feature --where 'feature=classify,extract' >few.csv
[ "$(tail -n +2 few.csv | cut -d, -f5 | sort -u | wc -l)" -eq 2 ] || fail "other features than asked for"
"$TOLL" --db t.db export sample --where feature=nosuch >none.csv 2>err
[ $? -eq 1 ] || fail "a sample of nothing is not status 1"
"$TOLL" --db t.db export sample --by feature --by team >none.csv 2>err
[ $? -eq 2 ] || fail "two kinds of strata are not status 2"
"$TOLL" --db t.db export anonymised -n 5 -o copy.db >none.csv 2>err
[ $? -eq 2 ] || fail "export anonymised takes -n"
"$TOLL" --db t.db export sampel >none.csv 2>err
[ $? -eq 2 ] && grep -q 'did you mean sample?' err || fail "export sampel: $(cat err)"

# The same list with its last column filled in is a file of labels: nine of ten were of use.
simulate() {
    "$TOLL" --db t.db simulate route --to gpt-4o-mini --tasks any --format json "$@" 2>err ||
        fail "simulate route $*: $(cat err)"
}
simulate >plain.json
grep -q 'ok_share' plain.json && fail "quality without labels"
tr -d '\r' <one.csv | awk -F, 'NR == 1 {print; next} {print $0 (NR % 10 ? "yes" : "no")}' >labels.csv
simulate --labels labels.csv >quality.json
grep -q '"ok_share": 0\.[0-9]' quality.json || fail "no quality: $(cat quality.json)"
grep -q '"cost_per_useful_usd": 0\.[0-9]' quality.json || fail "no cost per useful result"
labelled=$(grep -o '"labelled": [0-9]*' quality.json | grep -o '[0-9]*$')
[ "${labelled:-0}" -gt 150 ] || fail "only ${labelled:-no} labels are of routed requests"
exit $bad
