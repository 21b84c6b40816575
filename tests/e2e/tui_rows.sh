#!/bin/sh
# tui_rows - lists of the dashboard say what the same commands print: every figure of a row stands in the row of the command.
. tests/e2e/kit/kit.sh
cd "$work" || exit 1
export LC_ALL=C.UTF-8
"$TOLL" demo --requests 3000 >demo.jsonl 2>/dev/null || exit 1
"$TOLL" --db t.db ingest demo.jsonl >log 2>&1 || { cat log; exit 1; }

# frame KEYS WORD...
frame() {
    keys=$1
    shift
    "$TOLL" --db t.db tui --size 260x60 --replay "$keys" "$@" 2>err || fail "tui $*: $(cat err)"
}
# Rows with a hexadecimal id in the frame $1, figure by figure against the rows with that id in $2; at least $3 of them.
compare() {
    awk -v least="$3" '
        function id_of(from, step,    i) {
            for (i = from; i > 0 && i <= NF; i += step) if (length($i) == 16 && $i ~ /^[0-9a-f]+$/) return $i
            return "" }
        function is_figure(word) { return word ~ /^[$<]?[0-9][0-9,.]*%?$/ }
        { gsub(/▸/, " ") }
        FILENAME == ARGV[1] { id = id_of(1, 1); if (id != "") said[id] = said[id] " " $0 " "; next }
        /^──/ { exit }
        { id = id_of(NF, -1); if (id == "") next; rows++
          if (!(id in said)) { print "not in the command: " $0; exit }
          for (i = 1; i <= NF; i++) if (is_figure($i) && !index(said[id], " " $i " ")) print id ": " $i " is no figure of" said[id] }
        END { if (rows < least) print "only " rows + 0 " rows" }' "$2" "$1" >differences
    [ ! -s differences ] || fail "$4: $(head -5 differences)"
}
where='status=200 feature=search,classify,support-bot,agent'
"$TOLL" --db t.db requests --top 300 --where "$where" --since 2026-10-20 >said
frame '' --screen requests --where "$where" --since 2026-10-20 >shown
compare shown said 40 requests
"$TOLL" --db t.db requests --top 300 --sort latency --where "$where" >said
frame '>>' --screen requests --where "$where" >shown
compare shown said 40 'requests by latency'
total=$("$TOLL" --db t.db report summary --where "$where" | sed -n 's/^ *requests *//p' | head -1)
grep -q "requests $total " shown || fail "requests does not say $total"

tabs=
for section in templates duplicates busters system near; do
    "$TOLL" --db t.db prompts $section --top 100 --where "$where" >said
    frame "$tabs" --screen prompts --where "$where" >shown
    grep -q "\[$section\]" shown || fail "$section is not seen"
    case $section in
    duplicates) grep -q 'request .*\$' shown || fail "no duplicates" ;;
    busters) compare shown said 1 $section ;;
    *) compare shown said 4 $section ;;
    esac
    tabs="$tabs<Tab>"
done

# From a template to its requests and one of them.
frame 'j<Enter><Enter>' --screen prompts >shown
template=$(sed -n 's/.*all › template=\([0-9a-f]*\).*/\1/p' shown)
[ -n "$template" ] || fail "not narrowed down: $(head -3 shown)"
count=$("$TOLL" --db t.db report summary --where "template=$template" | sed -n 's/^ *requests *//p' | head -1)
grep -q "requests $count " shown || fail "not the $count requests of $template"
id=$(sed -n 's/^── \([0-9a-f]\{16\}\) ─.*/\1/p' shown)
"$TOLL" --db t.db show "$id" | sed -n 's/^ *\(sum [0-9]* pico-USD.*\)/\1/p' >sum
[ -s sum ] && grep -qF "$(cat sum)" shown || fail "the cost of $id is not '$(cat sum)'"

# A saved query and SQL give what the commands give.
"$TOLL" --db t.db query cost_by_feature --limit 1000 >said
frame 'jjjjj<Enter>' --screen sql >shown
for feature in search classify agent extract; do
    cost=$(awk -v f=$feature '$1 == f {for (i = 2; i <= NF; i++) if ($i ~ /^\$/) {print $i; exit}}' said)
    [ -n "$cost" ] && grep "  *▸*$feature " shown | grep -qF -- "$cost" || fail "$feature costs $cost by toll query"
done
frame ';^USELECT 6 * 7 AS answer<Enter>' --screen sql | grep -q '▸ *42' || fail "6 * 7 is not 42"
frame ';^UDELETE FROM requests<Enter>' --screen sql >shown
grep -qi 'toll: \|SQL: \|only\|refused\|not ' shown || fail "a delete is not refused: $(cat shown)"
exit $bad
