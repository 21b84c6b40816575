-- Tables of schema version 1. They may change with a migration; the views (views.sql) are the interface.
-- Rule: a table is singular and ends in _t, a view is plural. Conventions: docs/database.md.

CREATE TABLE meta_t (key TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Sources: one per distinct beginning of a decompressed stream.
CREATE TABLE source_t (
    id INTEGER PRIMARY KEY,
    path TEXT, format TEXT, compression TEXT,
    head_hash INTEGER NOT NULL, head_bytes INTEGER NOT NULL, file_bytes INTEGER,
    lines INTEGER NOT NULL, records INTEGER NOT NULL, merged INTEGER NOT NULL, duplicates INTEGER NOT NULL,
    skipped INTEGER NOT NULL, rejected INTEGER NOT NULL, repaired INTEGER NOT NULL,
    tail_rejected INTEGER NOT NULL,  -- torn entries behind the resume point; also lines, not in the columns above
    resume_offset INTEGER NOT NULL, resume_entry INTEGER NOT NULL, prefix_hash INTEGER NOT NULL,
    compressed_bytes INTEGER,
    is_complete INTEGER NOT NULL, is_torn INTEGER NOT NULL, message TEXT,
    frame_starts TEXT  -- JSON [[compressed offset, offset], …]
);
CREATE INDEX source_head ON source_t (head_hash, head_bytes);
CREATE INDEX source_path ON source_t (path);

CREATE TABLE reject_t (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL, entry INTEGER NOT NULL, offset INTEGER NOT NULL, bytes INTEGER NOT NULL,
    reason TEXT NOT NULL, detail TEXT, excerpt TEXT,
    is_tail INTEGER NOT NULL  -- taken back when the source grows
);
CREATE INDEX reject_source ON reject_t (source, is_tail);
-- All rejects, stored or not, but those of a torn tail.
CREATE TABLE reject_count_t (
    source INTEGER NOT NULL, reason TEXT NOT NULL, rejects INTEGER NOT NULL,
    first_entry INTEGER NOT NULL, first_offset INTEGER NOT NULL,
    last_entry INTEGER NOT NULL, last_offset INTEGER NOT NULL,
    PRIMARY KEY (source, reason)
) WITHOUT ROWID;

-- Dictionaries. name_t and segment_t are found through key_t, the others are few.
CREATE TABLE name_t (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE attribution_t (
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    provider TEXT, model TEXT, model_requested TEXT, feature TEXT, team TEXT, project TEXT, api_key TEXT,
    environment TEXT
);
CREATE INDEX attribution_hash ON attribution_t (hash);
CREATE TABLE price_t (id INTEGER PRIMARY KEY, price_id TEXT NOT NULL UNIQUE, provider TEXT, model TEXT, detail TEXT);
-- text is plain, or a BLOB in codes of word_t (src/store/codebook.h); the view segment_texts reads both.
CREATE TABLE segment_t (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, kind INTEGER NOT NULL, bytes INTEGER NOT NULL, text NOT NULL);
-- All of a segment where its text is not that: a zstd frame. Rows with --text full only.
CREATE TABLE segment_full_t (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE word_t (id INTEGER PRIMARY KEY, text TEXT NOT NULL);  -- words and phrases, by the character that stands for them

-- Keysets: sorted runs of (64-bit key, number), src/store/keyset.h.
CREATE TABLE key_t (
    id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, run INTEGER NOT NULL, level INTEGER NOT NULL,
    first INTEGER NOT NULL, keys INTEGER NOT NULL, data BLOB NOT NULL
);

-- What many requests have in common. zeros has a bit a column of extra_t that is 0, temperature is times 10,000,
-- price is a number in price_t, facts are those of src/store/row.h, watch has a bit a word of --watch (NULL = none of them). Column order is that of src/store/commons.h.
CREATE TABLE common_t (
    id INTEGER PRIMARY KEY,
    zeros INTEGER NOT NULL, finish INTEGER, status INTEGER, price INTEGER,
    temperature INTEGER, max_tokens INTEGER, tools_offered INTEGER, tools_called INTEGER,
    facts INTEGER, watch INTEGER, tools_bytes INTEGER
);
-- Requests, only appended to. Column order is enum row_column of src/store/row.h. ts is relative to
-- 2026-01-01 UTC (a value within 4.4 years of it takes six bytes, not eight), entry to id - 1; the segments
-- are numbers in their table, flags are those of src/store/row.h and above their 16 bits the number in common_t.
CREATE TABLE request_t (
    id INTEGER PRIMARY KEY,
    ts INTEGER, latency_us INTEGER, ttft_us INTEGER,
    attribution INTEGER NOT NULL, user INTEGER, session INTEGER, flags INTEGER NOT NULL,
    input_tok INTEGER, cache_read_tok INTEGER, cache_write_5m_tok INTEGER, cache_write_1h_tok INTEGER,
    output_tok INTEGER, reasoning_tok INTEGER,
    cost_nusd INTEGER, output_cost_nusd INTEGER, logged_cost_nusd INTEGER,
    request_fp INTEGER, content_fp INTEGER, system_fp INTEGER, question_fp INTEGER, normal_fp INTEGER,
    template_fp INTEGER, output_fp INTEGER,
    identity INTEGER NOT NULL,
    shape INTEGER, answer_normal_fp INTEGER,
    question_segment INTEGER, system_segment INTEGER,
    source INTEGER NOT NULL, entry INTEGER NOT NULL, offset INTEGER NOT NULL,
    system_bytes INTEGER, history_bytes INTEGER, retrieved_bytes INTEGER,
    question_bytes INTEGER, response_bytes INTEGER,
    chain BLOB
);
-- What few requests have, under the request's id; a known 0 is a bit of zeros in common_t.
CREATE TABLE extra_t (
    id INTEGER PRIMARY KEY,
    tags INTEGER, error INTEGER, error_message TEXT,
    audio_in_tok INTEGER, audio_read_tok INTEGER, audio_out_tok INTEGER, image_in_tok INTEGER, image_out_tok INTEGER,
    web_searches INTEGER, image_count INTEGER, seed INTEGER, n INTEGER
);
-- Requests of two-sided formats that wait for their other half.
CREATE TABLE half_t (
    key INTEGER NOT NULL, is_request INTEGER NOT NULL, request INTEGER NOT NULL,
    PRIMARY KEY (key, is_request, request)
) WITHOUT ROWID;

-- Prompts. Shapes are numbered from 1; a row has sixteen (the last may have fewer), n is in row (n - 1) / 16:
-- src/store/shape_rows.h.
CREATE TABLE shape_t (
    id INTEGER PRIMARY KEY,
    shapes BLOB NOT NULL,  -- 34 bytes each: struct shape of src/model/prompt.h
    levels BLOB NOT NULL,  -- a byte each: 0 = in full, else how coarse, src/store/shapes.c
    origins BLOB           -- texts of the request that had it first, as numbers in segment_t; NULL = none is stored
);
-- Derived by settle: of each of these shapes the number of its template in template_t, five digits, and its requests and
-- distinct content_fp.
CREATE TABLE shape_settled_t (id INTEGER PRIMARY KEY, templates TEXT NOT NULL, counts BLOB NOT NULL);
-- Derived by settle: templates, by the number of their first shape.
CREATE TABLE template_t (
    id INTEGER PRIMARY KEY,
    template INTEGER NOT NULL,  -- hash of that shape
    shapes INTEGER NOT NULL, contents INTEGER NOT NULL,
    question_segment INTEGER, system_segment INTEGER,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, unpriced_requests INTEGER NOT NULL, estimated_requests INTEGER NOT NULL,
    input_tok INTEGER NOT NULL, cache_read_tok INTEGER NOT NULL, cache_write_5m_tok INTEGER NOT NULL,
    cache_write_1h_tok INTEGER NOT NULL, output_tok INTEGER NOT NULL, cost_nusd INTEGER NOT NULL,
    tools_bytes INTEGER NOT NULL, system_bytes INTEGER NOT NULL, history_bytes INTEGER NOT NULL,
    retrieved_bytes INTEGER NOT NULL, question_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL,
    tools_nusd INTEGER NOT NULL, system_nusd INTEGER NOT NULL, history_nusd INTEGER NOT NULL,
    retrieved_nusd INTEGER NOT NULL, question_nusd INTEGER NOT NULL, response_nusd INTEGER NOT NULL,
    first_us INTEGER, last_us INTEGER
);
-- Names of templates, on one of their shapes.
CREATE TABLE template_name_t (shape INTEGER PRIMARY KEY, name TEXT NOT NULL);
-- Samples of texts by tokens (four bytes each, src/store/samples.c).
CREATE TABLE sample_t (
    stratum INTEGER NOT NULL, segment INTEGER NOT NULL,  -- hash
    role INTEGER NOT NULL, shape INTEGER NOT NULL, segment_id INTEGER,
    gap_at INTEGER NOT NULL, gap_bytes INTEGER NOT NULL, tokens BLOB NOT NULL,
    PRIMARY KEY (stratum, segment)
) WITHOUT ROWID;
-- Sketches of distinct questions, up to 64 a row: 8 bytes question_fp (big-endian), 50 bytes sketch each.
CREATE TABLE sketch_t (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
-- Distinct system prompts; trim_edits is JSON [[kind, offset, bytes, other], …], kinds are enum trim_kind.
CREATE TABLE system_t (
    id INTEGER PRIMARY KEY, system_fp INTEGER NOT NULL,
    form INTEGER NOT NULL,  -- hash of how it begins
    tools_fp INTEGER, tools_set INTEGER,
    text_bytes INTEGER NOT NULL,
    repeat_bytes INTEGER NOT NULL, similar_bytes INTEGER NOT NULL, filler_bytes INTEGER NOT NULL,
    space_bytes INTEGER NOT NULL,
    repeat_count INTEGER NOT NULL, similar_count INTEGER NOT NULL, filler_count INTEGER NOT NULL,
    space_count INTEGER NOT NULL,
    trim_edits TEXT NOT NULL
);
CREATE INDEX system_print ON system_t (system_fp);
CREATE TABLE tool_t (
    system INTEGER NOT NULL, name_hash INTEGER NOT NULL,
    name TEXT,              -- NULL with --text none
    place INTEGER,          -- in the request; NULL = called without being offered
    bytes INTEGER NOT NULL, calls INTEGER NOT NULL,
    PRIMARY KEY (system, name_hash)
) WITHOUT ROWID;

-- Derived by settle. id is time << 32 | who: quarter hours since 1970 and a number in attribution_t, days and one in
-- name_t (0 = unattributed). The time -2147483648 is that of requests without one.
CREATE TABLE rollup_t (
    id INTEGER PRIMARY KEY,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, unpriced_requests INTEGER NOT NULL,
    input_tok INTEGER NOT NULL, cache_read_tok INTEGER NOT NULL, cache_write_5m_tok INTEGER NOT NULL,
    cache_write_1h_tok INTEGER NOT NULL, output_tok INTEGER NOT NULL, cost_nusd INTEGER NOT NULL,
    more BLOB NOT NULL  -- the other sums and the latency histogram, src/store/rollup.c
);
CREATE TABLE user_day_t (
    id INTEGER PRIMARY KEY,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, unpriced_requests INTEGER NOT NULL,
    input_tok INTEGER NOT NULL, cache_read_tok INTEGER NOT NULL, cache_write_5m_tok INTEGER NOT NULL,
    cache_write_1h_tok INTEGER NOT NULL, output_tok INTEGER NOT NULL, cost_nusd INTEGER NOT NULL
);
-- Distinct fingerprints of the whole database; print is enum print.
CREATE TABLE distinct_t (
    print INTEGER PRIMARY KEY,
    requests INTEGER NOT NULL,   -- that have the fingerprint
    distinct_prints INTEGER NOT NULL,
    duplicate_cost_nusd INTEGER  -- of request_fp: cost of all but the first successful call of each
);
-- Bytes against tokens of the calls of a model; squares and products are sums, so that later calls can be added.
CREATE TABLE calibration_t (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,  -- '' = unknown
    calls INTEGER NOT NULL, estimated_calls INTEGER NOT NULL,
    input_calls INTEGER NOT NULL, input_bytes INTEGER NOT NULL, input_tok INTEGER NOT NULL,
    input_bytes2 REAL NOT NULL, input_bytes_tok REAL NOT NULL, input_tok2 REAL NOT NULL, input_error REAL,
    output_calls INTEGER NOT NULL, output_bytes INTEGER NOT NULL, output_tok INTEGER NOT NULL,
    output_bytes2 REAL NOT NULL, output_bytes_tok REAL NOT NULL, output_tok2 REAL NOT NULL, output_error REAL
);
