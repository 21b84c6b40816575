# kit.sh - what the scripts of tests/e2e begin with: a directory of their own, and how they say what is wrong.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0  # how a script ends: exit $bad

# needs PROGRAM...: or the test is skipped.
needs() {
    for program in "$@"; do
        command -v "$program" >/dev/null || { echo "$program is not installed: skipped"; exit 77; }
    done
}
fail() {
    echo "FAILED: $*"
    bad=1
}
# expect STATUS COMMAND...: its output stays in $work/out, its complaints in $work/err.
expect() {
    want=$1
    shift
    "$@" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    [ "$got" -eq "$want" ] || fail "status $got, not $want: $*: $(head -c 500 "$work/err")"
}
