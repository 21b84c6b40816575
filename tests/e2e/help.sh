#!/bin/sh
# help - every command has its help, every mistake a hint, completions are valid scripts.
. tests/e2e/kit/kit.sh
cd "$work" || exit 1
expect 0 "$TOLL" help
commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$work/out")
for command in report prompts simulate advise export ingest query sql show sources rejects verify prices reprice demo formats detect completion version help tui; do
    echo "$commands" | grep -qx $command || fail "help does not list $command"
done
for command in $commands; do
    for words in "$command -h" "$command --help" "help $command" "-h $command"; do
        # shellcheck disable=SC2086 # words are words
        expect 0 "$TOLL" $words
        grep -q "^usage: toll $command" "$work/out" || fail "$words: no usage"
        grep -q -- '--db FILE' "$work/out" || fail "$words: no global options"
        [ ! -s "$work/err" ] || fail "$words: $(cat "$work/err")"
    done
    expect 2 "$TOLL" "$command" --no-such-option
    grep -q '^toll: .*unknown option --no-such-option' "$work/err" || fail "$command: $(cat "$work/err")"
    [ ! -s "$work/out" ] || fail "$command: a mistake on standard output"
    awk 'length > 110 { print FILENAME ": " $0; bad = 1 } END { exit bad }' "$work/out" || fail "$command: long lines"
done
for words in -h --help; do
    expect 0 "$TOLL" $words
    grep -q '^usage: toll' "$work/out" || fail "$words: no usage"
done
for words in version --version -V; do
    expect 0 "$TOLL" $words
    grep -q '^toll [0-9]' "$work/out" || fail "$words: $(cat "$work/out")"
done
expect 2 "$TOLL"
expect 2 "$TOLL" repport
grep -q 'did you mean report' "$work/err" || fail "no hint at the nearest command"
expect 2 "$TOLL" help nothing
expect 2 "$TOLL" --tz Mars/Olympus report
grep -q 'unknown zone' "$work/err" || fail "a bad zone: $(cat "$work/err")"
expect 2 "$TOLL" --now never report
expect 2 "$TOLL" --db
expect 2 "$TOLL" report --db
expect 2 "$TOLL" sql one two

expect 0 "$TOLL" formats
grep -q litellm "$work/out" || fail "formats does not list litellm"
expect 0 "$TOLL" formats --fields
expect 0 "$TOLL" --db "$work/none.db" prices list --built-in --provider anthropic --format csv
grep -q 'claude-sonnet-4-5' "$work/out" || fail "prices list has no claude-sonnet-4-5"
expect 0 "$TOLL" prices explain claude-sonnet-4-5 --built-in
grep -q 'claude-sonnet-4-5' "$work/out" || fail "prices explain explains nothing"
expect 1 "$TOLL" prices explain no-model-is-called-this --built-in
expect 2 "$TOLL" prices explain
expect 2 "$TOLL" prices eat
expect 5 "$TOLL" prices import "$work/missing.json"
echo '{' >"$work/torn.json"
expect 4 "$TOLL" --db "$work/new.db" prices import "$work/torn.json"
[ ! -e "$work/new.db" ] || fail "a refused import made a database"

for shell in bash zsh fish; do
    expect 0 "$TOLL" completion $shell
    grep -q chargeback "$work/out" && fail "sections are no commands"
    grep -q reprice "$work/out" || fail "completion $shell does not know reprice"
    cp "$work/out" "$work/completion.$shell"
done
if command -v bash >/dev/null; then
    bash -n "$work/completion.bash" || fail "completion bash is no script"
    got=$(bash -c ". $work/completion.bash; COMP_WORDS=(toll repo); COMP_CWORD=1; _toll; echo \${COMPREPLY[*]}")
    [ "$got" = report ] || fail "completion of repo: $got"
    got=$(bash -c ". $work/completion.bash; COMP_WORDS=(toll report --wh); COMP_CWORD=2; _toll; echo \${COMPREPLY[*]}")
    [ "$got" = --where ] || fail "completion of --wh: $got"
    # complete WORD…: what is offered for the last of them.
    complete() { bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _toll; echo ${COMPREPLY[*]}' "$work/completion.bash" "$@"; }
    while IFS='|' read -r words want; do
        # shellcheck disable=SC2086 # words are words
        got=$(complete $words)
        [ "$got" = "$want" ] || fail "completion of $words: $got"
    done <<'CASES'
toll adv|advise
toll simulate resp|response_cache
toll simulate --pol|--policy
toll simulate response_cache --tt|--ttl --ttl-rules
toll simulate route --fall|--fallback-rate
toll simulate response_cache --fall|
toll advise --inc|--include-assumed
CASES
fi
grep -q "from route' -l fallback-rate" "$work/completion.fish" || fail "completion fish does not know settings"
expect 2 "$TOLL" completion tcsh

# Strategies: help with an example that runs.
"$TOLL" demo --requests 200 >"$work/log.jsonl"
expect 0 "$TOLL" --db "$work/some.db" ingest "$work/log.jsonl"
for strategy in $("$TOLL" simulate -h | sed -n '/^strategies:/,/^$/s/^  \([a-z_]*\) .*/\1/p'); do
    expect 0 "$TOLL" simulate "$strategy" -h
    example=$(sed -n 's/^example: toll //p' "$work/out")
    [ -n "$example" ] || fail "simulate $strategy -h: no example"
    eval "\"\$TOLL\" --db \"\$work/some.db\" $example" >"$work/out" 2>&1
    [ $? -le 1 ] || fail "$example: $(head -c 300 "$work/out")"
done
for command in simulate advise; do
    expect 0 "$TOLL" $command -h
    grep -q '^examples:' "$work/out" || fail "$command -h: no examples"
done
exit $bad
