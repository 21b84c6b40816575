#!/bin/sh
# tui_compare - comparisons, heat map and marks of the dashboard: golden frames, and the figures of toll compare and report.
# UPDATE_GOLDEN=1 in the environment: writes what is drawn instead of comparing; read it then.
. tests/e2e/kit/kit.sh
golden=$PWD/tests/tui/golden
cd "$work" || exit 1
export LC_ALL=C.UTF-8
tui() { "$TOLL" --db toll.db --now 2026-11-16 tui "$@"; }
"$TOLL" demo --requests 800 -o demo.jsonl >/dev/null || exit 1
"$TOLL" --db toll.db ingest demo.jsonl >log 2>&1 || { cat log; exit 1; }

# NAME SCREEN KEYS
for size in 100x30 80x24; do
    while read -r name screen keys; do
        file=$golden/e2e_${name}_$size.txt
        tui --screen "$screen" --size "$size" --replay "$keys" >out 2>err || fail "$name at $size: $(head -c 500 err)"
        if [ -n "${UPDATE_GOLDEN:-}" ]; then
            cp out "$file"
        elif ! diff -u "$file" out >diff; then
            fail "$name at $size differs from $file: $(cat diff)"
        fi
        tui --screen "$screen" --size "$size" --ascii --replay "$keys" >out || fail "$name in ASCII"
        LC_ALL=C grep -q '[^ -~]' out && fail "$name in ASCII: $(LC_ALL=C grep -m 1 '[^ -~]' out)"
    done <<'END'
compare costs =j
heat costs H<Tab>jj<Right><Right><Right><Right><Right><Right><Right><Right><Right>
marks costs <Space>j<Space>>>
matrix costs pj
overview_compare overview =
END
done
# No size and no key is a crash.
for size in 40x10 300x100 60x15; do
    for screen in overview costs; do
        for keys in '==' '=jjGi=H=<Tab>hjkl<Tab>=' '  =jm=m=' 'x-=<Enter><Enter>=h=' 'H<Tab>jklhGgm<Tab>t=[=]=z=Z='; do
            tui --screen $screen --size $size --replay "$keys" >out 2>err || fail "$screen at $size after $keys: $(head -c 500 err)"
            [ "$(wc -L <out)" -le "${size%x*}" ] || fail "$screen at $size: $(wc -L <out) columns"
        done
    done
done

# same AMOUNT WORD NAME: what a screen says is the amount, as exactly as it says it.
same() {
    awk -v want="$1" -v word="$2" -v name="$3" 'BEGIN {
        text = word
        gsub(/[$,+]/, "", text)
        digits = index(text, ".") ? length(text) - index(text, ".") : 0
        if (text == "" || text !~ /^-?[0-9.]+$/ || text - want > 0.5001 / 10 ^ digits || want - text > 0.5001 / 10 ^ digits)
            print name ": " want ", on the screen " word
    }'
}
# Rows and causes of Costs are those of the command that y shows.
for by in feature model team user; do
    tui --screen costs --size 300x100 --replay ":$by<Enter>=" >screen || fail "= by $by"
    "$TOLL" --db toll.db compare 2026-11-02..2026-11-08 2026-11-09..2026-11-15 --by $by --top 200 --format json >compare.json || fail "compare --by $by"
    tui --screen costs --replay ":$by<Enter>=y" | grep -q "toll compare 2026-11-02..2026-11-08 2026-11-09..2026-11-15 --by $by --top 200" ||
        fail "y says something else by $by: $(tui --screen costs --replay ":$by<Enter>=y" | head -6)"
    : >differences
    # The columns behind the label and the trend, where it has one: cost, change %, change, before.
    sqlite3 -separator '	' :memory: "
        SELECT coalesce(value ->> 'key', '(unattributed)'), value ->> 'after_usd', value ->> 'change_usd', value ->> 'before_usd',
               coalesce(value ->> 'only', iif(value ->> 'change_share' IS NULL, '-', printf('%+.1f%%', 100 * (value ->> 'change_share'))))
        FROM json_each(readfile('compare.json'), '\$.by[0].rows') WHERE value ->> 'change_usd' IS NOT NULL LIMIT 40" >want
    while IFS='	' read -r label after change before share; do
        line=$(sed -n "s/^[ ▸]*$label  *//p" screen | head -n 1 | tr -d '▲▼▁▂▃▄▅▆▇█')
        # shellcheck disable=SC2086 # words
        set -- $line
        [ $# -ge 4 ] || { echo "$label is not there"; continue; }
        [ "$2" = "$share" ] || [ "+$2" = "$share" ] || echo "$label: $share, on the screen $2"
        same "$after" "$1" "$label after"
        same "$change" "$3" "$label change"
        same "$before" "$4" "$label before"
    done <want >differences
    [ -s want ] && [ ! -s differences ] || fail "= by $by: $(cat differences)"
    for cause in volume mix prompt output cache price rest change; do
        amount=$(sqlite3 :memory: "SELECT json_extract(readfile('compare.json'), '\$.by[0].rows[0].${cause}_usd')")
        same "$amount" "$(sed -n "/── why /,\$s/^ $cause  *\([^ ]*\).*/\1/p" screen)" "why by $by: $cause"
    done >differences
    [ ! -s differences ] || fail "$(cat differences)"
done

# Every figure of Overview beside that of before.
tui --screen overview --size 120x40 --replay '=' >screen || fail 'overview ='
"$TOLL" --db toll.db compare 2026-11-02..2026-11-08 2026-11-09..2026-11-15 --format json >compare.json || fail compare
sqlite3 -separator ' ' :memory: "
    SELECT iif(value ->> 'figure' = 'cost_usd', 'cost~', value ->> 'name'),
           printf('%+.1f%%', 100 * (value ->> 'change_share'))
    FROM json_each(readfile('compare.json'), '\$.figures') WHERE value ->> 'change_share' IS NOT NULL" >want
[ "$(wc -l <want)" -ge 6 ] || fail "figures: $(cat want)"
while read -r line; do
    name=${line% *} share=${line##* }
    [ "$share" = '+0.0%' ] && share='0.0%'
    grep -qE " $name  *[^ ]+  *([▲▼] )?[$(echo "$share" | cut -c1)]$(echo "$share" | cut -c2-)( |\$)" screen || fail "overview: no $name $share: $(sed -n 3,8p screen)"
done <want

# The cursor of the heat map is at the figure of the report: Wednesday, nine o'clock.
tui --screen costs --replay 'H<Tab>jj<Right><Right><Right><Right><Right><Right><Right><Right><Right>' >screen
line=$("$TOLL" --db toll.db report by --by weekday,hour_of_day --format csv | grep '^Wed,09,')
requests=$(echo "$line" | cut -d, -f5) cost=$(echo "$line" | cut -d, -f3)
shown=$(sed -n 's/.*Wed 09:00 \([^ ]*\), \([0-9,]*\) requests.*/\1 \2/p' screen)
[ "${shown#* }" = "$requests" ] && [ -z "$(same "$cost" "${shown% *}" cost)" ] || fail "heat map: $line, on the screen $shown"

# Marked rows: w writes them alone, Enter narrows down to them, = compares them.
tui --screen costs --replay "<Space><Space>w$work/marked.json<Enter>" | grep -q 'written: toll report' || fail 'w with marks'
"$TOLL" --db toll.db report summary by --by feature --top 200 --where feature=support-bot,agent -o direct.json || fail 'report of the marked rows'
cmp -s marked.json direct.json || fail 'w did not write the marked rows'
tui --screen costs --replay '<Space><Space><Enter>' | grep -q '› feature=support-bot,agent ' || fail 'Enter on marks'
tui --screen costs --size 200x40 --replay '<Space><Space>=y' | grep -q -- '--by feature --top 200 --where feature=support-bot,agent' || fail '= on marks'
tui --screen costs --replay 'jx' | grep -q '› !feature=agent ' || fail 'x'
tui --screen requests --replay "<Space>j<Space>w$work/marked.csv<Enter>" >out
ids=$("$TOLL" --db toll.db requests --top 3 --format csv | sed -n 's/^\([0-9a-f]\{16\}\),.*/\1/p' | sed -n '1p;3p' | paste -sd, -)
"$TOLL" --db toll.db requests --top 300 --no-totals --where "id=$ids" -o direct.csv || fail "requests id=$ids"
cmp -s marked.csv direct.csv && [ "$(wc -l <marked.csv)" -eq 3 ] || fail "w of marked requests: $(cat marked.csv)"
exit $bad
