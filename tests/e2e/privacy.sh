# privacy.sh - with --text none no planted text is found in the database, its WAL or on the terminal.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# Secrets in a prompt, an answer, a tool, a broken line, an unknown record and an error message.
cat >log.jsonl <<'JSON'
{"timestamp":"2026-09-01T10:00:00Z","user":"u1","request":{"model":"gpt-4o","tools":[{"type":"function","function":{"name":"PLANTED_tool","description":"PLANTED-tool"}}],"messages":[{"role":"system","content":"PLANTED-system"},{"role":"user","content":"PLANTED-question jane.planted@example.com sk-planted1234567890"}]},"response":{"id":"chatcmpl-planted-000001","object":"chat.completion","model":"gpt-4o","choices":[{"message":{"role":"assistant","content":"PLANTED-answer","tool_calls":[{"id":"call_1","type":"function","function":{"name":"PLANTED_tool","arguments":"{}"}}]}}],"usage":{"prompt_tokens":10,"completion_tokens":5}}}
{"timestamp":"2026-09-01T10:00:01Z","user":"u1","status":401,"request":{"model":"gpt-4o","messages":[{"role":"user","content":"PLANTED-second"}]},"response":{"error":{"message":"PLANTED-error key sk-planted1234567890","type":"invalid_request_error"}}}
{"broken":"PLANTED-broken jane.planted@example.com
{"nobody":"PLANTED-unknown"}
JSON
planted='PLANTED|planted1234567890|jane\.planted'

"$TOLL" --db none.db ingest --text none log.jsonl >none.out 2>&1
"$TOLL" --db none.db report >>none.out 2>&1
"$TOLL" --db none.db rejects >>none.out 2>&1
"$TOLL" --db none.db prompts >>none.out 2>&1
"$TOLL" --db none.db sql "select * from requests" >>none.out 2>&1
for file in none.db none.db-wal none.db-shm none.out; do
    if [ -e "$file" ] && grep -aqE "$planted" "$file"; then
        echo "planted text is in $file:"
        grep -aoE ".{0,20}($planted).{0,20}" "$file" | head
        exit 1
    fi
done

# absent PATTERN FILE; set -e does not look at what stands behind !.
absent() {
    ! grep -aqE "$1" "$2" || { echo "$1 is in $2"; exit 1; }
}
# query DB SQL: the rows, without the column's name.
query() { "$TOLL" --db "$1" sql --format csv "$2" 2>/dev/null | tr -d '\r' | tail -n +2; }
for table in segment_t segment_full_t word_t; do
    [ "$(query none.db "select count(*) from $table")" = 0 ]
done

# The search does find what the preview mode keeps (so that it can fail), and no secret is in it.
"$TOLL" --db preview.db ingest log.jsonl >/dev/null 2>&1
cat preview.db preview.db-wal >preview.all 2>/dev/null || true
grep -aq 'PLANTED-question \[email\] \[key\]' preview.all
grep -aq 'PLANTED-broken \[email\]' preview.all
absent 'planted1234567890|jane\.planted' preview.all

# Nor when the same secret stands in so many texts that their words get codes, nor in the words.
for i in $(seq 100 160); do
    head -n 1 log.jsonl | sed "s/PLANTED-question/$i PLANTED-question/; s/planted-000001/planted-000$i/"
done >many.jsonl
"$TOLL" --db many.db ingest many.jsonl >/dev/null 2>&1
query many.db "select text from segments" >many.texts
[ "$(grep -c 'PLANTED-question \[email\] \[key\]' many.texts)" = 61 ]
query many.db "select text from word_t" >many.words
grep -q PLANTED many.words
cat many.db many.db-wal >many.all 2>/dev/null || true
absent 'planted1234567890|jane\.planted' many.all

# --text full keeps all, compressed, and the redacted beginning for readers of the views.
sed "s/PLANTED-question/$(printf '%0400d' 7) PLANTED-question/" many.jsonl >full.jsonl
"$TOLL" --db full.db ingest --text full full.jsonl >/dev/null 2>&1
query full.db "select unzstd(full_zstd) from segments" >full.texts
grep -q '^160 0*7 PLANTED-question jane.planted@example.com sk-planted1234567890$' full.texts
query full.db "select text from segments" >full.previews
absent 'planted1234567890|jane\.planted' full.previews
"$TOLL" --db full.db show --format json chatcmpl-planted-000160 >full.shown 2>/dev/null
grep -q '"question": *"160 0*7 PLANTED-question jane.planted@example.com' full.shown
cat full.db full.db-wal >full.all 2>/dev/null || true
absent '0{300}' full.all

# Nobody else may read what was written.
for file in none.db preview.db many.db full.db; do
    [ "$(stat -c %a "$file")" = 600 ]
done
