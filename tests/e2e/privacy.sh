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

# The search does find what the preview mode keeps (so that it can fail), and no secret is in it.
"$TOLL" --db preview.db ingest log.jsonl >/dev/null 2>&1
cat preview.db preview.db-wal >preview.all 2>/dev/null || true
grep -aq 'PLANTED-question \[email\] \[key\]' preview.all
grep -aq 'PLANTED-broken \[email\]' preview.all
! grep -aqE 'planted1234567890|jane\.planted' preview.all

# Nobody else may read what was written.
for file in none.db preview.db; do
    [ "$(stat -c %a "$file")" = 600 ]
done
