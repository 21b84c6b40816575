# jobs.sh - the database is the same for any number of jobs, and a second ingest changes nothing.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$TOLL" demo --requests 3000 -o "$dir/a.jsonl"
"$TOLL" demo --requests 500 --seed 7 -o "$dir/b.jsonl"
printf '{"torn":\n\n{"x":1}{"y":NaN}\n' >>"$dir/a.jsonl"
cat "$dir/b.jsonl" >>"$dir/a.jsonl"

for jobs in 1 8; do
    "$TOLL" --db "$dir/$jobs.db" ingest --jobs "$jobs" "$dir/a.jsonl" "$dir/b.jsonl" >"$dir/$jobs.out" 2>&1
    sqlite3 "$dir/$jobs.db" .dump >"$dir/$jobs.dump"
done
cmp "$dir/1.out" "$dir/8.out"
cmp "$dir/1.dump" "$dir/8.dump"
[ "$(wc -l <"$dir/1.dump")" -gt 3500 ]

# The same few texts over and over, under several system prompts: what a worker hands in again is ignored.
awk 'BEGIN { for (i = 0; i < 12000; i++)
    printf "{\"request\":{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"You answer as %s would.\"}," \
        "{\"role\":\"user\",\"content\":\"Tell me about %c%c\"}]},\"response\":{\"id\":\"chatcmpl-%06d\",\"model\":\"gpt-4o\"," \
        "\"choices\":[{\"message\":{\"content\":\"ok\"}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}}\n", \
        i % 3 ? "Ann" : i % 2 ? "Bob" : "Cy", 97 + i * 7 % 26, 97 + i % 11, i }' >"$dir/same.jsonl"
for jobs in 1 8; do
    "$TOLL" --db "$dir/same$jobs.db" ingest --jobs "$jobs" "$dir/same.jsonl" >/dev/null 2>&1
    sqlite3 "$dir/same$jobs.db" .dump >"$dir/$jobs.dump"
done
cmp "$dir/1.dump" "$dir/8.dump"
[ "$(sqlite3 "$dir/same1.db" 'select count(*), count(distinct stratum) from sample_t')" = '15|6' ]
[ "$(sqlite3 "$dir/same1.db" 'select count(*) from requests')" = 12000 ]

# Again: nothing is added, and it says so; a copy under another name is known as well.
cp "$dir/a.jsonl" "$dir/copy.log"
"$TOLL" --db "$dir/1.db" ingest "$dir/a.jsonl" "$dir/copy.log" >"$dir/again.out" 2>&1
grep -q 'nothing new' "$dir/again.out"
sum="select count(*), sum(cost_nusd), sum(input_tok), count(distinct id) from requests"
[ "$(sqlite3 "$dir/1.db" "$sum")" = "$(sqlite3 "$dir/8.db" "$sum")" ]

# A grown file: only what is new is read.
"$TOLL" demo --requests 100 --seed 9 -o "$dir/c.jsonl"
cat "$dir/c.jsonl" >>"$dir/b.jsonl"
before=$(sqlite3 "$dir/1.db" "select count(*) from requests")
"$TOLL" --db "$dir/1.db" ingest "$dir/b.jsonl" >"$dir/grown.out" 2>&1
grep -q 'went on where it ended: 100 lines = 100 records' "$dir/grown.out"
[ "$(sqlite3 "$dir/1.db" "select count(*) from requests")" -eq $((before + 100)) ]
"$TOLL" --db "$dir/1.db" verify >/dev/null

# Where the frames of an archive begin is kept, so that a line can be read back from the nearest one.
zstd -q -c "$dir/a.jsonl" >"$dir/two.zst"
first=$(stat -c %s "$dir/two.zst")
zstd -q -c "$dir/b.jsonl" >>"$dir/two.zst"
"$TOLL" --db "$dir/two.db" ingest "$dir/two.zst" >/dev/null 2>&1
[ "$(sqlite3 "$dir/two.db" 'select frame_starts from sources')" = \
    "[[0,0],[$first,$(stat -c %s "$dir/a.jsonl")]]" ]
