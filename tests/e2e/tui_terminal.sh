#!/bin/sh
# tui_terminal - the dashboard in a real terminal: keys, resizes, live data, ends of all kinds.
. tests/e2e/kit/kit.sh
needs tmux
socket=toll-$$
mux() { tmux -L "$socket" -f /dev/null "$@"; }
trap 'mux kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C.UTF-8 TERM=xterm-256color
unset NO_COLOR TMUX TOLL_DB COLUMNS LINES
screen() { mux capture-pane -p -t main 2>/dev/null; }
keys() { mux send-keys -t main "$@"; }
# wait_for PATTERN WHAT: until the screen shows it.
wait_for() {
    until_true "$2: no '$1' on the screen" shows "$1"
}
# until_true WHAT COMMAND...: runs the command until it succeeds.
until_true() {
    awaited=$1
    shift
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { fail "$awaited: $(screen)"; return 1; }
        sleep 0.1
    done
}
shows() { screen | grep -q -- "$1"; }
shows_not() { ! screen | grep -q -- "$1"; }
# cursor_at ROW: the cursor of the list is in this row of the screen.
cursor_at() { screen | sed -n "$1p" | grep -q '^▸'; }
# wait_for_state ROWS: until the state stands in the last row of a terminal of another size.
wait_for_state() {
    until_true "the state is not in the last row of $1" state_at "$1"
}
state_at() { screen | sed -n "$1p" | grep -q 'priced'; }
# is_running PID: not ended; a zombie has ended, tmux has only not asked for its status yet.
is_running() {
    case $(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) in
    '' | Z*) return 1 ;;
    esac
}
# until_gone PID WHAT
until_gone() {
    tries=0
    while is_running "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { fail "$2: process $1 lives on"; kill -KILL "$1"; return 1; }
        sleep 0.1
    done
}

"$TOLL" demo --requests 600 -o first.jsonl >/dev/null || exit 1
"$TOLL" demo --requests 900 --seed 2 -o second.jsonl >/dev/null || exit 1
"$TOLL" --db toll.db ingest first.jsonl >log 2>&1 || { cat log; exit 1; }

mux new-session -d -x 100 -y 30 -s main "PS1='prompt> ' sh" || { echo "tmux does not start: skipped"; exit 77; }
mux set-option -g default-terminal tmux-256color >/dev/null
wait_for '^prompt>' 'the shell itself'
keys "stty -g >before; echo a line before" Enter
wait_for '^a line before' 'the shell'
# Plain toll opens the dashboard: there is a database and a terminal.
keys "TERM=xterm-256color '$TOLL'; echo status \$?" Enter
wait_for 'priced ' 'the first screen'

# Every screen.
for step in '2 \[2:Costs\]' '3 \[3:Prompts\]' '7 \[7:Requests\]' '8 \[8:SQL\]' '1 \[1:Overview\]'; do
    keys "${step%% *}"
    wait_for "${step#* }" "screen ${step%% *}"
done
keys '?'
wait_for 'down' 'the help'
keys Escape
wait_for 'priced' 'the screen behind the help'

# Drilling down; a selection that survives a resize.
keys 2
wait_for '▸' 'a selected row'
first=$(screen | grep -n '^▸' | head -1 | cut -d: -f1)
keys j j
until_true 'the cursor does not move' cursor_at $((first + 2))
chosen=$(screen | sed -n 's/^▸\([^ ]*\) .*/\1/p' | head -1)
mux resize-window -t main -x 80 -y 24
wait_for "▸$chosen" 'the selection after a smaller terminal'
[ "$(screen | wc -l)" -eq 24 ] || fail "$(screen | wc -l) rows after the resize"
wait_for_state 24
mux resize-window -t main -x 40 -y 10
wait_for 60 'how large the terminal has to be'
mux resize-window -t main -x 120 -y 40
wait_for "▸$chosen" 'the selection after a larger terminal'
wait_for_state 40
mux resize-window -t main -x 100 -y 30

# Another process writes: the figures follow, the selection stays.
before=$(screen | grep '^ total')
"$TOLL" --db toll.db ingest second.jsonl >log 2>&1 || fail "the second ingest: $(cat log)"
has_other_total() { [ "$(screen | grep '^ total')" != "$before" ]; }
until_true "the new requests are not noticed ($before)" has_other_total
wait_for "▸$chosen" 'the selection after new data'
keys Enter
wait_for "feature=$chosen" 'the way down'
keys h
until_true 'h does not go up' shows_not "feature=$chosen"

# A filter, a file.
keys f
keys -l 'model~gpt'
keys Enter
wait_for '^ model~gpt\|› model~gpt' 'the filter'
keys w
keys -l "$work/view.csv"
keys Enter
wait_for 'written' 'the word about the file'
"$TOLL" --db toll.db report summary by --by feature --where model~gpt -o direct.csv
[ "$(head -2 view.csv)" = "$(head -2 direct.csv)" ] || fail "the file: $(head -2 view.csv), not $(head -2 direct.csv)"
keys Escape
until_true 'Esc does not give the filter up' shows_not 'model~gpt'

# To the shell and back.
keys C-z
wait_for 'Stopped' 'the shell after ^Z'
keys 'fg; echo status $?' Enter
wait_for '\[2:Costs\]' 'the dashboard after fg'

# The wheel, when it is asked for.
keys :
keys -l mouse
keys Enter
wait_for 'the mouse: ' 'the word about the mouse'
[ "$(mux display-message -p -t main '#{mouse_any_flag}')" = 1 ] || fail 'the mouse is not on'
# click X Y: as a terminal reports it, in columns and rows from 1.
click() { keys -l "$(printf '\033[<0;%d;%dM\033[<0;%d;%dm' "$1" "$2" "$1" "$2")"; }
click 30 1
wait_for '\[3:Prompts\]' 'the tab that was clicked'
click 20 1
wait_for '\[2:Costs\]' 'the other tab'
second=$(screen | sed -n '6s/^.\([^ ]*\) .*/\1/p')
click 5 6
wait_for "^▸$second " 'the row that was clicked'
keys -l "$(printf '\033[<64;5;6M')"
until_true 'the wheel does not move the cursor' shows_not "^▸$second "

# The end: the terminal is as it was.
keys q
wait_for '^status 0' 'the end'
[ "$(mux display-message -p -t main '#{mouse_any_flag}')" = 0 ] || fail 'the mouse stays on'
screen | grep -q '^a line before' || fail "the screen before is not back: $(screen)"
screen | grep -q 'priced' && fail "the dashboard is still on the screen: $(screen)"
keys "clear; stty -g >after; echo done" Enter
wait_for '^done' 'the shell'
cmp -s before after || fail "the terminal's modes: $(cat before), then $(cat after)"

# What takes long says for how long, and how far it has got where that is known; it can be stopped.
keys "clear; '$TOLL' tui --screen sql" Enter
wait_for 'priced' 'the SQL screen'
keys -l ';WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'
keys Enter
wait_for 'asking: 1… [2-9] s (^C stops)' 'how long it takes'
keys C-c
wait_for 'stopped' 'the word about the stop'
screen | grep -q 'asking: ' && fail "it is not stopped: $(screen)"
keys C-r
wait_for 'asking: [1-9]… [0-9]* s (^C stops)' 'how long it takes again'
keys Escape
wait_for 'stopped' 'the word about the stop by Esc'
# What was yanked stands in the terminal at the end.
keys y
wait_for 'command line' 'the words for the shell'
keys Escape
keys q
wait_for '^toll sql .WITH RECURSIVE' 'the command that was yanked'
wait_for '^WITH RECURSIVE' 'the SQL that was yanked'

# Colours, unless they are not wanted.
escapes() { mux capture-pane -e -p -t main | grep -c "$(printf '\033\\[[0-9;]*[34][0-8][;m]')"; }
keys "'$TOLL' tui" Enter
wait_for 'priced' 'the dashboard in colours'
[ "$(escapes)" -gt 0 ] || fail "no colours: $(mux capture-pane -e -p -t main | od -c | head -20)"
keys q
wait_for '^prompt>$' 'the shell'
keys "clear; NO_COLOR=1 '$TOLL' tui" Enter
wait_for 'priced' 'the dashboard without colours'
[ "$(escapes)" -eq 0 ] || fail "colours in spite of NO_COLOR"
keys q
wait_for '^prompt>$' 'the shell'
# Themes: named, by the environment, changed on the way; with 8 colours and with none.
colors() { mux capture-pane -e -p -t main | tr '\033' '\n' | sed -n 's/^\[\([0-9;:]*\)m.*/\1/p' | sort -u | tr '\n' ' '; }
themed() { # WHAT PATTERN COMMAND...
    what=$1 want=$2
    shift 2
    keys "clear; $*" Enter
    wait_for 'priced' "the dashboard, $what"
    until_true "$what: no $want among the colours" has_color "$want"
}
has_color() { colors | grep -q "$1"; }
themed 'dark' '38;5;75' "TOLL_THEME=dark '$TOLL' tui --screen costs"
keys -l ':theme li'
keys Tab Enter
until_true 'theme light: no 38;5;25 among the colours' has_color '38;5;25'
keys q
wait_for '^prompt>$' 'the shell'
themed 'contrast' '48;5;16' "TOLL_THEME=light '$TOLL' tui --theme contrast"
keys q
wait_for '^prompt>$' 'the shell'
themed 'light by $COLORFGBG' '38;5;25' "COLORFGBG='0;15' '$TOLL' tui"
keys q
wait_for '^prompt>$' 'the shell'
themed '8 colours' '36' "TERM=screen '$TOLL' tui"
colors | grep -q '[34]8;5' && fail "8 colours: $(colors)"
keys q
wait_for '^prompt>$' 'the shell'
keys "clear; TERM=vt100 '$TOLL' tui" Enter
wait_for 'priced' 'the dashboard on a vt100'
[ "$(escapes)" -eq 0 ] || fail "colours on a vt100"
keys q
wait_for '^prompt>$' 'the shell'
keys "clear; '$TOLL' tui --theme" Enter
wait_for 'theme' 'the word about a missing name'
keys "clear; '$TOLL' tui --theme lihgt" Enter
wait_for 'did you mean light' 'the word about a wrong name'
keys "clear; LC_ALL=C '$TOLL' tui --screen costs" Enter
wait_for 'priced' 'the dashboard in ASCII'
screen | LC_ALL=C grep -q '[^ -~]' && fail "more than ASCII: $(screen)"
keys q
wait_for '^prompt>$' 'the shell'
keys "clear; TERM=nonsense '$TOLL' tui; TERM=dumb '$TOLL' tui" Enter
wait_for 'is not known' 'the word about an unknown terminal'
wait_for 'cannot place its cursor' 'the word about a dumb terminal'

# SIGTERM: the terminal is given back.
keys "clear; '$TOLL' tui & echo \$! >pid; fg" Enter
wait_for 'priced' 'the dashboard before SIGTERM'
kill -TERM "$(cat pid)"
until_gone "$(cat pid)" SIGTERM
wait_for '^prompt>$' 'the shell after SIGTERM'
keys "clear; stty -g >after; echo done" Enter
wait_for '^done' 'the shell'
cmp -s before after || fail "the terminal's modes after SIGTERM: $(cat before), then $(cat after)"

# A crash: the terminal is given back, and the program has died of it.
for signal in SEGV ABRT BUS QUIT; do
    keys "clear; ulimit -c 0; '$TOLL' tui --screen costs 2>crash & echo \$! >pid; fg; echo ended \$?" Enter
    wait_for 'priced' "the dashboard before SIG$signal"
    pid=$(cat pid)
    [ "$(mux display-message -p -t main '#{alternate_on}')" = 1 ] || fail "SIG$signal: no alternate screen"
    # Faults reach the handler in the thread that computes, too: SIGSEGV (11) is not blocked there.
    for thread in /proc/"$pid"/task/*/status; do
        blocked=$(sed -n 's/^SigBlk:[[:space:]]*........//p' "$thread")
        [ $((0x$blocked >> 10 & 1)) -eq 0 ] || fail "a thread blocks SIGSEGV"
    done
    keys :
    keys -l mouse
    keys Enter
    wait_for 'the mouse' 'the word about the mouse'
    kill -$signal "$pid"
    until_gone "$pid" "SIG$signal"
    wait_for '^ended [1-9]' "the shell after SIG$signal"
    for flag in alternate_on mouse_any_flag keypad_flag; do
        [ "$(mux display-message -p -t main "#{$flag}")" = 0 ] || fail "SIG$signal: $flag stays"
    done
    [ "$(mux display-message -p -t main '#{cursor_flag}')" = 1 ] || fail "SIG$signal: the cursor is hidden"
    screen | grep -q 'priced' && fail "SIG$signal: the dashboard is still on the screen: $(screen)"
    keys "clear; stty -g >after; echo done" Enter
    wait_for '^done' 'the shell'
    cmp -s before after || fail "the terminal's modes after SIG$signal: $(cat before), then $(cat after)"
done

# While another process ingests: what there is to say of it is said on the screen, not across it.
mkfifo log.fifo
"$TOLL" --db toll.db ingest log.fifo >log 2>&1 &
ingest=$!
exec 3>log.fifo # opens when the ingest reads: it has the database then
sqlite3 toll.db "UPDATE meta_t SET value = '0' WHERE key = 'settled'"
keys "clear; '$TOLL' tui --screen costs" Enter
wait_for 'the last ingest did not end' 'the word about the ingest'
screen | grep -q 'toll: ' && fail "a message across the screen: $(screen)"
keys q
wait_for '^prompt>$' 'the shell'
screen | grep -q 'the last ingest' && fail "a message across the terminal: $(screen)"
exec 3>&-
wait $ingest

# A terminal that goes takes the program along, whether it rests or a query runs that never ends.
endless='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'
window_shows() { mux capture-pane -p -t "$1" 2>/dev/null | grep -q -- "$2"; }
for end in HUP window; do
    for query in '' "$endless"; do
        mux new-window -d -n "$end" "exec '$TOLL' tui --screen sql"
        pid=$(mux list-panes -t "$end" -F '#{pane_pid}')
        until_true "$end: the dashboard did not start" window_shows "$end" priced
        if [ -n "$query" ]; then
            mux send-keys -t "$end" -l ";$query"
            mux send-keys -t "$end" Enter
            until_true "$end: the query does not run" window_shows "$end" 'asking: '
        fi
        is_running "$pid" || fail "$end: the dashboard has ended"
        if [ $end = HUP ]; then
            kill -HUP "$pid"
        else
            mux kill-window -t "$end"
        fi
        until_gone "$pid" "$end, query '$query'"
    done
done
exit $bad
