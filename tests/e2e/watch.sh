# watch.sh - --watch notes which questions have a word, and the words of a database keep their bits.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

entry() {
    printf '{"timestamp":"2026-09-01T10:00:0%sZ","request":{"model":"gpt-4o","messages":[{"role":"user","content":"%s"}]},"response":{"id":"chatcmpl-watch-00000%s","object":"chat.completion","model":"gpt-4o","choices":[{"message":{"role":"assistant","content":"ok"}}],"usage":{"prompt_tokens":10,"completion_tokens":5}}}\n' "$1" "$2" "$1"
}
entry 1 "Refund my order" >first.jsonl
entry 2 "What is the order status?" >>first.jsonl
entry 3 "Refunds of order   Status" >>first.jsonl
entry 4 "A parcel and a refund" >second.jsonl

bits() {
    "$TOLL" --db a.db sql "SELECT coalesce(watch, 0) FROM requests ORDER BY ts_us" --format csv | tr -d '\r' | tail -n +2 | tr '\n' ' '
}
wants() {
    if [ "$1" != "$2" ]; then
        echo "got '$1', want '$2'"
        exit 1
    fi
}

"$TOLL" --db a.db ingest --watch Refund --watch='order status' --watch refund first.jsonl >/dev/null
wants "$(bits)" "1 2 2 "

# Other words are refused, and so is another order; the message names the words.
for words in "parcel" "order" "refund"; do
    status=0
    "$TOLL" --db a.db ingest --watch "$words" second.jsonl >out 2>&1 || status=$?
    wants "$status" 2
    grep -q 'refund","order status' out
done
wants "$(bits)" "1 2 2 "

# Without words those of the database are looked for; new ones may follow.
"$TOLL" --db a.db ingest second.jsonl >/dev/null
wants "$(bits)" "1 2 2 1 "
entry 5 "my parcel" >third.jsonl
"$TOLL" --db a.db ingest --watch refund --watch 'order status' --watch parcel third.jsonl >/dev/null 2>out
grep -q 'not searched for parcel' out
wants "$(bits)" "1 2 2 1 4 "
wants "$("$TOLL" --db a.db sql "SELECT value FROM meta WHERE key = 'watch'" --format csv | tail -n 1 | tr -d '\r')" '"[""refund"",""order status"",""parcel""]"'

# At most 32 words, none of them empty.
set --
for i in $(seq 32); do
    set -- "$@" --watch "w$i"
done
"$TOLL" --db b.db ingest "$@" first.jsonl >/dev/null
status=0
"$TOLL" --db c.db ingest "$@" --watch w33 first.jsonl 2>out || status=$?
wants "$status" 2
grep -q 'at most 32' out
status=0
"$TOLL" --db c.db ingest --watch ' ' first.jsonl 2>out || status=$?
wants "$status" 2
