#!/bin/sh
# tui_figures - every figure of every screen is one that the command line prints for the same filter and period.
. tests/e2e/kit/kit.sh
cd "$work" || exit 1
export LC_ALL=C.UTF-8
"$TOLL" demo --requests 2000 -o demo.jsonl >/dev/null || exit 1
"$TOLL" --db toll.db ingest demo.jsonl >log 2>&1 || { cat log; exit 1; }

# say COMMAND WORD...: adds what a command prints to what was said; with the filter and the period.
say() { "$TOLL" --db toll.db "$@" --where "$where" --since 2026-10-20 --until 2026-11-10 >>said 2>err || fail "$*: $(head -c 300 err)"; }
# shows SCREEN KEYS LEAST: the figures on the screen were all said, and there are that many; what was said is forgotten.
# Charts, knobs, notes, names and times are no figures.
shows() {
    "$TOLL" --db toll.db tui --size 240x80 --screen "$1" --replay "$2" --where "$where" --since 2026-10-20 --until 2026-11-10 >frame 2>err ||
        fail "tui $1 after $2: $(head -c 300 err)"
    awk -v least="$3" '
        function is_figure(word) { return word ~ /^[-+]?[$]?[0-9][0-9,]*([.][0-9]+)?%?[~*]?$/ }
        function plain(word) { gsub(/[~*+]/, "", word); return word }
        FILENAME == "said" { for (i = 1; i <= NF; i++) if (is_figure($i)) said[plain($i)] = 1; next }
        FNR <= 2 || /[┤│└]/ || / priced .* rejects / { next }
        /── notes ─/ { exit }
        { gsub(/── [^─]* ──+/, ""); sub(/▸/, " "); gsub(/ [+][0-9]+( |$)/, "  ")
          # A knob stands in the first columns of its line, or in the pane at the right.
          if ($0 ~ /^ *(to|tasks|fallback rate|per|a month|a day|beyond it) +/) next
          sub(/  (key|ttl|refresh|scope|capacity|evict|only temp[.] 0)  .*$/, "")
          for (i = 1; i <= NF; i++) if (is_figure($i)) { shown++; if (!(plain($i) in said)) print $i " in: " $0 } }
        END { if (shown < least) print "only " shown + 0 " figures" }' said frame >differences
    [ ! -s differences ] || fail "$1 after $2, $where: $(head -5 differences)"
    : >said
}
: >said
for where in 'status=200 model~gpt' 'feature=support-bot'; do
    say report summary --by feature --by day --top 1000
    say report by --by status --where 'status>=400 or failed=yes'
    say prompts waste --top 1
    shows overview '' 14
    for by in feature model user status; do
        say report summary by --by $by --top 200
        say report by --by $by,model --top 200
        say report by --by $by,template --top 200
        shows costs ":$by,model<Enter>" 10
    done
    say report summary by --by feature --top 200
    say report by --by feature,model --top 2000
    "$TOLL" --db toll.db report by --by feature,model --top 2000 --format csv --where "$where" --since 2026-10-20 --until 2026-11-10 |
        awk -F, '/^feature,/ { for (i = 1; i <= NF; i++) if ($i == "cost_usd") at = i; next }
            at { for (d = 2; d <= 9; d++) printf "$%.*f\n", d, $at }' >>said
    shows costs p 10
    say simulate response_cache --key request --ttl 7d
    shows cache '' 11
    say simulate response_cache --key request --ttl 7d
    say simulate response_cache --key content --ttl 7d
    shows cache 'p<Right>p' 12
    say simulate prompt_cache
    shows cache '<Tab>' 8
    say simulate route --to gpt-4o-mini --top 200
    shows route 'egpt-4o-mini<Enter>' 8
    say simulate route --to gpt-4o-mini --top 200 --fallback-rate 5%
    shows route 'egpt-4o-mini<Enter>jj<S-Right>g' 8
    for per in team user feature; do
        say report by --by $per --top 200
        say simulate budget --per $per --monthly 0.2 --daily 0.02 --top 2000
        shows budget "e$per<Enter>je0.2<Enter>je0.02<Enter>" 9
        say report by --by $per --top 200
        say simulate budget --per $per --monthly 0.2 --hard=no --top 2000
        shows budget "e$per<Enter>je0.2<Enter>jj<Right>" 9
    done
done
exit $bad
