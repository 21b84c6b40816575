#!/bin/sh
# tui - every screen as text: against golden files, at odd sizes, on a hostile log, with the report's figures.
# UPDATE_GOLDEN=1 in the environment: writes what is drawn instead of comparing; read it then.
. tests/e2e/kit/kit.sh
golden=$PWD/tests/tui/golden
cd "$work" || exit 1
export LC_ALL=C.UTF-8
screens="overview costs prompts cache route budget requests sql"
# tui DATABASE WORD...: a replay as of a fixed day.
tui() {
    db=$1
    shift
    "$TOLL" --db "$db" --now 2026-11-16 tui "$@"
}

"$TOLL" demo --requests 800 -o demo.jsonl >/dev/null || exit 1
"$TOLL" --db toll.db ingest demo.jsonl >log 2>&1 || { cat log; exit 1; }

# Golden files.
for screen in $screens; do
    for size in 100x30 80x24; do
        file=$golden/e2e_${screen}_$size.txt
        tui toll.db --screen "$screen" --size "$size" --replay '' >out 2>err || fail "$screen at $size: $(head -c 500 err)"
        if [ -n "${UPDATE_GOLDEN:-}" ]; then
            cp out "$file"
        elif ! diff -u "$file" out >diff; then
            fail "$screen at $size differs from $file: $(cat diff)"
        fi
    done
done
# ASCII alone when asked.
for screen in $screens; do
    tui toll.db --screen "$screen" --ascii --replay '' >out 2>err || fail "$screen in ASCII: $(head -c 500 err)"
    LC_ALL=C grep -q '[^ -~]' out && fail "$screen in ASCII: $(LC_ALL=C grep -m 1 '[^ -~]' out)"
done
# No size and no key is a crash; nothing is drawn beyond the width.
for size in 1x1 40x10 300x100 60x15; do
    for screen in $screens; do
        tui toll.db --screen "$screen" --size $size --replay 'jj<Enter>i?j<Esc>m>>rttt[]zZgGG/a<Enter>nN' >out 2>err ||
            fail "$screen at $size: $(head -c 500 err)"
        [ "$(wc -l <out)" -eq "${size#*x}" ] || fail "$screen at $size: $(wc -l <out) rows"
        [ "$(wc -L <out)" -le "${size%x*}" ] || fail "$screen at $size: $(wc -L <out) columns"
    done
done
tui toll.db --size 59x15 --replay '' | grep -q 60 || fail 'a small terminal is not told how large it has to be'

# What a knob of the cache, route and budget screens asks is what the command says: saved and remains as they stand there.
same_as() {
    screen=$1 keys=$2
    shift 2
    "$TOLL" --db toll.db simulate "$@" >answer || fail "simulate $*"
    tui toll.db --screen "$screen" --replay "$keys" >out || fail "$screen after $keys"
    for figure in 'saved~' 'what remains~'; do
        value=$(sed -n "s/^  $figure  *//p" answer | head -n 1)
        [ -n "$value" ] && grep -qF -- "$value" out || fail "$screen after $keys: no $figure $value as simulate $* has it: $(cat out)"
    done
}
same_as cache '' response_cache --key request --ttl 7d
same_as cache '<Right>' response_cache --key content --ttl 7d
same_as route 'egpt-4o-mini<Enter>' route --to gpt-4o-mini
same_as budget 'je0.2<Enter>' budget --per team --monthly 0.2

# The figures of the costs screen are those of the report.
for dimension in feature model user day; do
    "$TOLL" --db toll.db report summary by --by $dimension --format json >report.json || fail "report --by $dimension"
    sqlite3 -separator '	' :memory: "
        SELECT coalesce(value ->> 'key', '(unattributed)'), value ->> 'cost_usd', value ->> 'requests', value ->> 'errors',
               value ->> 'input_tok', value ->> 'output_tok'
        FROM json_each(readfile('report.json'), '\$.by[0].rows')" >want
    tui toll.db --screen costs --size 300x100 --replay ":$dimension<Enter>" >screen || fail "costs by $dimension"
    awk -F '\t' '
        function plain(s) { gsub(/[$,]/, "", s); return s + 0 }
        FNR == NR { sub(/^[ ▸]+/, ""); gsub(/ [▁▂▃▄▅▆▇█▉▊▋▌▍▎▏]+ /, "  "); n = split($0, word, " +"); if (!(word[1] in line)) line[word[1]] = $0; next }
        {
            rows++
            if (!($1 in line)) { missing++; next }
            n = split(line[$1], word, " +")
            cost = plain(word[2])
            digits = index(word[2], ".") ? length(word[2]) - index(word[2], ".") : 0
            if (cost - $2 > 0.5001 / 10 ^ digits || $2 - cost > 0.5001 / 10 ^ digits)
                print $1 ": cost " $2 ", on the screen " word[2]
            # Behind the share; bars and trends are gone.
            at = 4
            for (i = 0; i < 2; i++)
                if (plain(word[at + i]) != $(3 + i)) print $1 ": " $(3 + i) ", on the screen " word[at + i] ": " line[$1]
            for (i = 0; i < 2; i++)
                if (plain(word[at + 3 + i]) != $(5 + i)) print $1 ": " $(5 + i) ", on the screen " word[at + 3 + i] ": " line[$1]
        }
        END { if (!rows || missing && rows - missing < 50) print rows " rows, not shown: " missing + 0 }' screen want >differences
    [ ! -s differences ] || fail "costs by $dimension: $(cat differences)"
done

# A hostile log: what it says is shown, and does nothing.
long=$(printf '%010000d' 0 | tr 0 L)
awk -v long="$long" 'BEGIN {
    split("\\u001b[2J\\u001b[31mred \\u001b]0;title\\u0007 \\u202eevil \\u200bzero\\u0000nul\\r\\n\\ttab \\u009b1m c1 مرحبا 日本語 🚀-team " long, name, " ")
    for (i = 1; i <= 11; i++)
        for (j = 1; j <= 2; j++)
            printf "{\"timestamp\":\"2026-11-01T00:%02d:%02dZ\",\"user\":\"%s\",\"feature\":\"%s\",\"team\":\"%s\",\"project\":\"%s\",\"session_id\":\"%s\",\"environment\":\"%s\",\"api_key_alias\":\"%s\",\"metadata\":{\"%s\":\"%s\"},\"request\":{\"model\":\"%s\",\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},{\"role\":\"user\",\"content\":\"%s %d\"}]},\"response\":{\"id\":\"chatcmpl-hostile-%d-%d\",\"object\":\"chat.completion\",\"model\":\"gpt-4o\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":\"%s\"}],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":5}}}\n", i, j, name[i], name[i], name[i], name[i], name[i], name[i], name[i], name[i], name[i], name[i], name[i], name[i], j, i, j, name[i], name[i], 1000 * i
}' >hostile.jsonl
"$TOLL" --db hostile.db ingest hostile.jsonl >log 2>&1 || fail "the hostile log: $(head -c 500 log)"
control=$(printf '[\001-\010\013-\037\177]')
for screen in $screens; do
    for keys in '' ':user<Enter>' '<Enter>' 'jj<Enter>' 'G<Enter>' 'i' ':team<Enter>G<Enter>y' ':team<Enter>=jpj  <Enter>'; do
        tui hostile.db --screen "$screen" --replay "$keys" >out 2>err || fail "hostile: $screen '$keys': $(head -c 500 err)"
        LC_ALL=C grep -q "$control" out && fail "hostile: $screen '$keys': a control character: $(LC_ALL=C grep -m 1 "$control" out | od -c | head -5)"
        LC_ALL=C grep -qE "$(printf '\302[\200-\237]|\342\200[\252-\256]|\342\200\213')" out &&
            fail "hostile: $screen '$keys': a C1, bidi or zero width character"
        [ "$(wc -L <out)" -le 100 ] || fail "hostile: $screen '$keys': $(wc -L <out) columns"
    done
done
tui hostile.db --screen costs --size 140x60 --replay ':user<Enter>' >out
for name in مرحبا 日本語 🚀-team LLLLLLL evil title; do
    grep -q "$name" out || fail "hostile: the name $name is not shown: $(cat out)"
done

# Mistakes are sentences.
expect() {
    want=$1 sentence=$2
    shift 2
    "$@" >out 2>err </dev/null
    got=$?
    [ $got -eq "$want" ] && grep -q "^toll: .*$sentence" err || fail "status $got, not $want: $*: $(head -c 500 err)"
    [ ! -s out ] || fail "$*: a mistake on standard output"
}
expect 2 'needs a terminal' "$TOLL" --db toll.db tui
expect 5 'there is no database' "$TOLL" --db none.db tui --replay ''
expect 2 'did you mean costs' "$TOLL" --db toll.db tui --screen cost --replay ''
expect 2 'columns x rows' "$TOLL" --db toll.db tui --size 100 --replay ''
expect 2 'columns x rows' "$TOLL" --db toll.db tui --size 0x10 --replay ''
expect 2 'no key is called' "$TOLL" --db toll.db tui --replay '2<Nokey>'
expect 2 'unknown field' "$TOLL" --db toll.db tui --where 'user=' --where 'nothing~~' --replay ''
expect 2 'is no time' "$TOLL" --db toll.db tui --since never --replay ''

# w writes what the same command writes; y says the command and its SQL.
tui toll.db --screen costs --replay "w$work/written.json<Enter>" >out || fail 'w'
grep -q 'written: toll report' out || fail "w does not say so: $(tail -2 out)"
tui toll.db --screen costs --replay 'y' >page
command=$(sed -n '/command line/{n;s/^ *toll //p;}' page)
grep -q '^ SELECT feature AS' page || fail "y shows no SQL: $(cat page)"
cp toll.db "other one.db"
TOLL_TZ=Asia/Kolkata tui "other one.db" --screen costs --replay ':day<Enter>y' | grep -q "^ toll report summary by --by day --top 200 --db 'other one.db' --tz Asia/Kolkata\$" ||
    fail "y leaves out the database or the zone: $(TOLL_TZ=Asia/Kolkata tui "other one.db" --screen costs --replay ':day<Enter>y' | sed -n 3,5p)"
tui toll.db --screen cache --replay 'y' | grep -q 'no SQL: replayed' || fail 'y does not say that there is no SQL'
tui toll.db --screen sql --replay ';SELECT 41 + 1<Enter>y' | grep -q '^ SELECT 41 + 1$' || fail 'y does not show the SQL that was typed'
tui toll.db --screen sql --replay '<Enter>y' | grep -q '^ SELECT' || fail 'y does not show the SQL of a saved query'
# shellcheck disable=SC2086 # words are words
"$TOLL" --db toll.db --now 2026-11-16 $command --format json >direct.json || fail "y: $command"
cmp -s written.json direct.json || fail "w wrote something else than: $command"

# A key that means nothing where it is pressed says so; r reverses a list that is as it came; g goes to the first row as in less.
tui toll.db --screen budget --replay 'H' | tail -1 | grep -q 'H (.*) does nothing here: ' || fail 'H on budget says nothing'
tui toll.db --screen budget --replay '!' | tail -1 | grep -q 'no key' || fail '! says nothing'
tui toll.db --screen route --replay '<Enter>' | tail -1 | grep -q 'does nothing here' || fail 'Enter on a knob says nothing'
tui toll.db --screen costs --replay '' | sed -n 5p >first
tui toll.db --screen costs --replay 'rG' | grep '^▸' | head -1 >last
cmp -s first last || fail "r does not reverse: $(cat first last)"
tui toll.db --screen requests --replay '' >first
tui toll.db --screen requests --replay 'jjjg' >last
cmp -s first last || fail "g does not go to the first row: $(cat last)"
tui toll.db --screen budget --replay '?' | grep -q '~ modelled' || fail 'the help does not say what ~ is'

# n names a template, as toll prompts name does; the list shows it, and takes it back.
tui toll.db --screen prompts --replay "jnTriage it's<Enter>" >out
grep -q "Triage it's" out || fail "the name is not in the list: $(cat out)"
grep -q "written: toll prompts name [0-9a-f]* " out || fail "n does not say what it did: $(tail -1 out)"
[ "$("$TOLL" --db toll.db sql "SELECT name FROM templates WHERE name IS NOT NULL" --format csv | tail -1 | tr -d '\r')" = "Triage it's" ] ||
    fail 'n gave no name'
tui toll.db --screen prompts --replay 'jn<Esc>:name<Enter>' | tail -1 | grep -q 'is no command' || fail 'a name that was given up is given'
tui toll.db --screen prompts --replay 'jn^U<Enter>' >out
"$TOLL" --db toll.db sql "SELECT name FROM templates WHERE name IS NOT NULL" >out && fail "the name stays: $(cat out)"
exit $bad
