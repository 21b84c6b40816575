# mooncake.sh - block hits on a public trace of prefix blocks, from ingest to the answer, for every kind of cache.
set -eu
trace=$SHARED/traces/mooncake_synthetic.jsonl.zst
if [ ! -f "$trace" ]; then
    echo "skipped: no $trace"
    exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$TOLL" --db "$dir/a.db" ingest "$trace" >/dev/null 2>&1

# hits NUMBER OPTION…: so many of the 121,877 block accesses are hits.
hits() {
    want=$1
    shift
    "$TOLL" --db "$dir/a.db" simulate prompt_cache --rules blocks "$@" --format json >"$dir/out.json"
    got=$(sed -n '/"steps"/,/^  \]/s/.*"hits": \([0-9]*\).*/\1/p' "$dir/out.json")
    if [ "$got" != "$want" ]; then
        echo "$*: $got hits, not $want"
        exit 1
    fi
}

hits 77953
grep -q '"unit": "blocks"' "$dir/out.json"
grep -q '"lookups": 121877' "$dir/out.json"
grep -q '"writes": 43924' "$dir/out.json"

hits 4184 --capacity 439
hits 18861 --capacity 2196
hits 31668 --capacity 4392
hits 54044 --capacity 10981
hits 71763 --capacity 21962

hits 4400 --capacity 439 --evict fifo
hits 18435 --capacity 2196 --evict fifo
hits 30065 --capacity 4392 --evict fifo
hits 51058 --capacity 10981 --evict fifo
hits 67067 --capacity 21962 --evict fifo

hits 39202 --ttl 60s --refresh sliding
hits 71228 --ttl 300s --refresh sliding
hits 77265 --ttl 600s --refresh sliding
hits 34156 --ttl 60s --refresh fixed
hits 62529 --ttl 300s --refresh fixed
hits 72007 --ttl 600s --refresh fixed
hits 67444 --ttl 300s --refresh sliding --capacity 18279

# Only as part of a prefix.
hits 34147 --ttl 60s --refresh fixed --match prefix
hits 62517 --ttl 300s --refresh fixed --match prefix
hits 71883 --ttl 600s --refresh fixed --match prefix
hits 4400 --capacity 439 --evict fifo --match prefix
hits 18429 --capacity 2196 --evict fifo --match prefix
hits 30055 --capacity 4392 --evict fifo --match prefix
hits 51048 --capacity 10981 --evict fifo --match prefix
hits 67057 --capacity 21962 --evict fifo --match prefix
