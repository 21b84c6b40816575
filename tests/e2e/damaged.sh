# damaged.sh - bad input gives a message and the right exit status, and loses nothing that was good.
set -eu
dir=$(mktemp -d)
trap 'chmod -R u+rwx "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
"$TOLL" demo --requests 400 -o log.jsonl

# status WANTED COMMAND...: runs it, keeps what it says in `said`, fails if it exits otherwise.
status() {
    wanted=$1
    shift
    got=0
    "$@" >said 2>&1 || got=$?
    if [ "$got" -ne "$wanted" ]; then
        echo "exit $got, not $wanted: $*"
        cat said
        exit 1
    fi
}
says() { grep -q "$1" said || { echo "does not say '$1':"; cat said; exit 1; }; }
balances() {
    sqlite3 "$1" "select count(*) from sources where lines <> records + merged + duplicates + skipped + rejected" |
        grep -qx 0
    "$TOLL" --db "$1" verify >/dev/null
}
records() { sqlite3 "$1" "select count(*) from requests"; }

# Truncated archives: what is whole is kept, and the whole file completes it later.
for kind in zst gz; do
    case $kind in
    zst) zstd -q log.jsonl -o whole.zst ;;
    gz) gzip -c log.jsonl >whole.gz ;;
    esac
    head -c "$(($(stat -c %s whole.$kind) / 2))" whole.$kind >log.$kind
    status 4 "$TOLL" --db $kind.db ingest log.$kind
    says log.$kind
    balances $kind.db
    [ "$(records $kind.db)" -gt 0 ] && [ "$(records $kind.db)" -lt 400 ]
    cp whole.$kind log.$kind
    status 0 "$TOLL" --db $kind.db ingest log.$kind
    balances $kind.db
    [ "$(records $kind.db)" -eq 400 ]
    [ "$(sqlite3 $kind.db 'select sum(rejected) from sources')" -eq 0 ]
done

# A line of 100 MB is counted and said, the lines around it are read.
head -n 5 log.jsonl >long.jsonl
{ printf '{"request":"'; head -c 100000000 /dev/zero | tr '\0' x; printf '"}\n'; } >>long.jsonl
tail -n 5 log.jsonl >>long.jsonl
status 0 "$TOLL" --db long.db ingest long.jsonl
says '11 lines = 10 records'
balances long.db
[ "$(sqlite3 long.db "select count(*) from rejects where reason = 'too_long'")" -eq 1 ]
status 4 "$TOLL" --db strict.db ingest --strict long.jsonl
[ "$(records strict.db)" -eq 10 ]

# Empty and binary files, a missing one, a folder without permission.
: >empty.jsonl
status 0 "$TOLL" --db odd.db ingest empty.jsonl
# Its first byte begins no text; random bytes begin like JSON once in a few hundred runs.
{ printf '\200'; head -c 100000 /dev/urandom; } >binary.log
status 4 "$TOLL" --db odd.db ingest binary.log log.jsonl
says binary.log
[ "$(records odd.db)" -eq 400 ]
status 5 "$TOLL" --db odd2.db ingest missing.jsonl log.jsonl
says missing.jsonl
[ "$(records odd2.db)" -eq 400 ]
# Root may read everything: as root the test goes on as somebody else.
as=
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    as='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chmod 755 . && mkdir open && chmod 777 open && chmod 644 log.jsonl
else
    mkdir open
fi
mkdir closed
cp log.jsonl closed/
chmod 000 closed
if ! $as ls closed >/dev/null 2>&1 && $as "$TOLL" version >/dev/null 2>&1; then
    status 5 $as "$TOLL" --db open/odd.db ingest closed log.jsonl
    says closed
    [ "$(records open/odd.db)" -eq 400 ]
fi
status 5 "$TOLL" --db /nonexistent/toll.db ingest log.jsonl
status 2 "$TOLL" --db odd.db ingest
status 2 "$TOLL" --db odd.db ingest --text some log.jsonl

# Not one of ours: refused, untouched.
sqlite3 other.db 'create table t(x)'
before=$(cksum <other.db)
status 5 "$TOLL" --db other.db ingest log.jsonl
[ "$before" = "$(cksum <other.db)" ]
