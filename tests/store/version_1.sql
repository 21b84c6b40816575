-- version_1.sql - a database as version 1 of the schema wrote it; never changed again.
PRAGMA application_id = 1414483020;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta_t (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO meta_t VALUES('dropped_systems','1');
INSERT INTO meta_t VALUES('estimated_requests','1');
INSERT INTO meta_t VALUES('first_us','1788220800000000');
INSERT INTO meta_t VALUES('has_estimates','1');
INSERT INTO meta_t VALUES('last_us','1788220801000000');
INSERT INTO meta_t VALUES('requests','2');
INSERT INTO meta_t VALUES('schema','1');
INSERT INTO meta_t VALUES('settle_all','0');
INSERT INTO meta_t VALUES('settled','1');
INSERT INTO meta_t VALUES('settled_request','2');
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
INSERT INTO source_t VALUES(1,'a.jsonl','pair','none',-3091077396897559230,4096,100000,3,2,0,0,0,1,0,0,3000,3,-7980400616956245478,NULL,1,0,NULL,NULL);
CREATE TABLE reject_t (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL, entry INTEGER NOT NULL, offset INTEGER NOT NULL, bytes INTEGER NOT NULL,
    reason TEXT NOT NULL, detail TEXT, excerpt TEXT,
    is_tail INTEGER NOT NULL  -- taken back when the source grows
);
INSERT INTO reject_t VALUES(1,1,2,2000,1000,'too_deep',NULL,'{"torn": ',0);
CREATE TABLE reject_count_t (
    source INTEGER NOT NULL, reason TEXT NOT NULL, rejects INTEGER NOT NULL,
    first_entry INTEGER NOT NULL, first_offset INTEGER NOT NULL,
    last_entry INTEGER NOT NULL, last_offset INTEGER NOT NULL,
    PRIMARY KEY (source, reason)
) WITHOUT ROWID;
INSERT INTO reject_count_t VALUES(1,'too_deep',1,2,2000,2,2000);
CREATE TABLE name_t (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO name_t VALUES(1,'ann');
INSERT INTO name_t VALUES(2,'s1');
INSERT INTO name_t VALUES(3,'stop');
INSERT INTO name_t VALUES(4,'{"a":"b"}');
INSERT INTO name_t VALUES(5,'rate_limit_error');
CREATE TABLE attribution_t (
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    provider TEXT, model TEXT, model_requested TEXT, feature TEXT, team TEXT, project TEXT, api_key TEXT,
    environment TEXT
);
INSERT INTO attribution_t VALUES(1,5028646199823032518,'openai','gpt-4o',NULL,'search',NULL,NULL,NULL,NULL);
CREATE TABLE price_t (id INTEGER PRIMARY KEY, price_id TEXT NOT NULL UNIQUE, provider TEXT, model TEXT, detail TEXT);
INSERT INTO price_t VALUES(1,'openai/gpt-4o@2024','openai','gpt-4o',NULL);
CREATE TABLE segment_t (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, kind INTEGER NOT NULL, bytes INTEGER NOT NULL, text NOT NULL);
INSERT INTO segment_t VALUES(1,77,32,5,'hello');
INSERT INTO segment_t VALUES(2,78,16,4,'be ');
CREATE TABLE segment_full_t (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE word_t (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE key_t (
    id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, run INTEGER NOT NULL, level INTEGER NOT NULL,
    first INTEGER NOT NULL, keys INTEGER NOT NULL, data BLOB NOT NULL
);
INSERT INTO key_t VALUES(1,1,1,0,7123434482543040,5,X'c0d3a6af9dd7d30c0388f2ceb6e7d1ce894801f0dfc9aaa8bca6e51505caedbadbb4de93d52b04cfceaabe9284fbc21002');
INSERT INTO key_t VALUES(2,2,1,0,77,2,X'4d010102');
INSERT INTO key_t VALUES(3,0,1,0,5727266620567704251,2,X'bba58fa7dad4d5bd4f02a3c6eaba8efcafb23401');
CREATE TABLE common_t (
    id INTEGER PRIMARY KEY,
    zeros INTEGER NOT NULL, finish INTEGER, status INTEGER, price INTEGER,
    temperature INTEGER, max_tokens INTEGER, tools_offered INTEGER, tools_called INTEGER,
    facts INTEGER, watch INTEGER, tools_bytes INTEGER
);
INSERT INTO common_t VALUES(1,0,3,200,1,7000,NULL,NULL,NULL,NULL,NULL,100);
INSERT INTO common_t VALUES(2,0,NULL,429,1,NULL,NULL,NULL,NULL,NULL,NULL,100);
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
INSERT INTO request_t VALUES(1,20995200000000,1500000,NULL,1,1,2,85028,1000,NULL,NULL,NULL,100,NULL,1000000,400000,1000001,-3411922682318255768,935533381143019749,6479028152806101186,-6213498575361955468,-1474322917697195595,-5989430329747533752,2884672038850124233,-8944124092823472674,1,NULL,1,2,1,0,0,100,100,100,100,100,NULL);
INSERT INTO request_t VALUES(2,20995201000000,1500000,NULL,1,NULL,NULL,150785,1000,NULL,NULL,NULL,100,NULL,1000000,NULL,NULL,2806482627441532945,7829500774778939558,571542372673154031,-8694632022455984433,508788009974133609,-8452712728329333730,3361894583097172740,5727266620567704251,NULL,NULL,NULL,NULL,1,0,1000,100,100,100,100,100,NULL);
CREATE TABLE extra_t (
    id INTEGER PRIMARY KEY,
    tags INTEGER, error INTEGER, error_message TEXT,
    audio_in_tok INTEGER, audio_read_tok INTEGER, audio_out_tok INTEGER, image_in_tok INTEGER, image_out_tok INTEGER,
    web_searches INTEGER, image_count INTEGER, seed INTEGER, n INTEGER
);
INSERT INTO extra_t VALUES(1,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO extra_t VALUES(2,NULL,5,'slow down',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE half_t (
    key INTEGER NOT NULL, is_request INTEGER NOT NULL, request INTEGER NOT NULL,
    PRIMARY KEY (key, is_request, request)
) WITHOUT ROWID;
CREATE TABLE shape_t (
    id INTEGER PRIMARY KEY,
    shapes BLOB NOT NULL,  -- 34 bytes each: struct shape of src/model/prompt.h
    levels BLOB NOT NULL,  -- a byte each: 0 = in full, else how coarse, src/store/shapes.c
    origins BLOB           -- texts of the request that had it first, as numbers in segment_t; NULL = none is stored
);
INSERT INTO shape_t VALUES(0,X'01000000000000000000000000000000020000000000000000000000030000000000',X'00',X'0203');
CREATE TABLE shape_settled_t (id INTEGER PRIMARY KEY, templates TEXT NOT NULL, counts BLOB NOT NULL);
INSERT INTO shape_settled_t VALUES(0,'00001',X'0101');
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
INSERT INTO template_t VALUES(1,4544122245366740422,1,1,1,2,1,0,0,0,1000,0,0,0,100,1000000,100,100,100,100,100,100,120000,120000,120000,120000,120000,400000,1788220800000000,1788220800000000);
CREATE TABLE template_name_t (shape INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO template_name_t VALUES(1,'greeting');
CREATE TABLE sample_t (
    stratum INTEGER NOT NULL, segment INTEGER NOT NULL,  -- hash
    role INTEGER NOT NULL, shape INTEGER NOT NULL, segment_id INTEGER,
    gap_at INTEGER NOT NULL, gap_bytes INTEGER NOT NULL, tokens BLOB NOT NULL,
    PRIMARY KEY (stratum, segment)
) WITHOUT ROWID;
INSERT INTO sample_t VALUES(1403241313720766472,77,1,1,1,1,0,X'01000500');
INSERT INTO sample_t VALUES(2757238192410142230,77,2,1,1,1,0,X'01000500');
CREATE TABLE sketch_t (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
INSERT INTO sketch_t VALUES(1,X'a9c537f75b27a9740102030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000');
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
INSERT INTO system_t VALUES(1,6479028152806101186,0,5,6,4,0,0,3,0,0,0,1,0,'[[2,0,3,null]]');
CREATE TABLE tool_t (
    system INTEGER NOT NULL, name_hash INTEGER NOT NULL,
    name TEXT,              -- NULL with --text none
    place INTEGER,          -- in the request; NULL = called without being offered
    bytes INTEGER NOT NULL, calls INTEGER NOT NULL,
    PRIMARY KEY (system, name_hash)
) WITHOUT ROWID;
INSERT INTO tool_t VALUES(1,1,'search',0,40,2);
INSERT INTO tool_t VALUES(1,2,'fetch',1,50,0);
CREATE TABLE rollup_t (
    id INTEGER PRIMARY KEY,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, unpriced_requests INTEGER NOT NULL,
    input_tok INTEGER NOT NULL, cache_read_tok INTEGER NOT NULL, cache_write_5m_tok INTEGER NOT NULL,
    cache_write_1h_tok INTEGER NOT NULL, output_tok INTEGER NOT NULL, cost_nusd INTEGER NOT NULL,
    more BLOB NOT NULL  -- the other sums and the latency histogram, src/store/rollup.c
);
INSERT INTO rollup_t VALUES(8533722060029953,2,1,0,2000,0,0,0,200,2000000,X'f301809bee02040282897a0280897a9c0b02');
CREATE TABLE user_day_t (
    id INTEGER PRIMARY KEY,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, unpriced_requests INTEGER NOT NULL,
    input_tok INTEGER NOT NULL, cache_read_tok INTEGER NOT NULL, cache_write_5m_tok INTEGER NOT NULL,
    cache_write_1h_tok INTEGER NOT NULL, output_tok INTEGER NOT NULL, cost_nusd INTEGER NOT NULL
);
INSERT INTO user_day_t VALUES(88892938125312,1,1,0,1000,0,0,0,100,1000000);
INSERT INTO user_day_t VALUES(88892938125313,1,0,0,1000,0,0,0,100,1000000);
CREATE TABLE distinct_t (
    print INTEGER PRIMARY KEY,
    requests INTEGER NOT NULL,   -- that have the fingerprint
    distinct_prints INTEGER NOT NULL,
    duplicate_cost_nusd INTEGER  -- of request_fp: cost of all but the first successful call of each
);
INSERT INTO distinct_t VALUES(0,2,2,1000000);
INSERT INTO distinct_t VALUES(1,2,2,NULL);
INSERT INTO distinct_t VALUES(2,2,2,NULL);
INSERT INTO distinct_t VALUES(3,2,2,NULL);
INSERT INTO distinct_t VALUES(4,2,2,NULL);
INSERT INTO distinct_t VALUES(5,2,2,NULL);
INSERT INTO distinct_t VALUES(6,2,2,NULL);
CREATE TABLE calibration_t (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,  -- '' = unknown
    calls INTEGER NOT NULL, estimated_calls INTEGER NOT NULL,
    input_calls INTEGER NOT NULL, input_bytes INTEGER NOT NULL, input_tok INTEGER NOT NULL,
    input_bytes2 REAL NOT NULL, input_bytes_tok REAL NOT NULL, input_tok2 REAL NOT NULL, input_error REAL,
    output_calls INTEGER NOT NULL, output_bytes INTEGER NOT NULL, output_tok INTEGER NOT NULL,
    output_bytes2 REAL NOT NULL, output_bytes_tok REAL NOT NULL, output_tok2 REAL NOT NULL, output_error REAL
);
INSERT INTO calibration_t VALUES(1,'gpt-4o',1,0,1,500,1000,250000.0,500000.0,1000000.0,0.0,1,100,100,10000.0,10000.0,10000.0,0.0);
CREATE INDEX source_head ON source_t (head_hash, head_bytes);
CREATE INDEX source_path ON source_t (path);
CREATE INDEX reject_source ON reject_t (source, is_tail);
CREATE INDEX attribution_hash ON attribution_t (hash);
CREATE INDEX system_print ON system_t (system_fp);
CREATE VIEW segment_texts AS
SELECT s.id,
       CASE typeof(s.text) WHEN 'blob' THEN (
           WITH RECURSIVE reading(codes, text) AS (
               SELECT CAST(s.text AS TEXT), ''
               UNION ALL
               SELECT substr(codes, 2 + CASE WHEN w.id IS NULL THEN unicode(codes) ELSE 0 END),
                      r.text || coalesce(w.text, substr(codes, 2, unicode(codes)))
               FROM reading AS r LEFT JOIN word_t AS w ON w.id = unicode(codes) WHERE codes <> '')
           SELECT text FROM reading WHERE codes = '')
       ELSE s.text END AS text
FROM segment_t AS s;
CREATE VIEW requests AS
SELECT printf('%016x', r.identity) AS id,
       strftime('%Y-%m-%dT%H:%M:%S', (r.ts + 1767225600000000) / 1000000, 'unixepoch')
           || printf('.%03dZ', (r.ts + 1767225600000000) / 1000 % 1000) AS time,
       r.ts + 1767225600000000 AS ts_us,
       r.latency_us, r.ttft_us,
       a.provider, a.model, a.model_requested,
       (SELECT text FROM name_t WHERE id = r.user) AS user,
       a.feature, a.team, a.project, a.api_key,
       (SELECT text FROM name_t WHERE id = r.session) AS session,
       a.environment,
       (SELECT text FROM name_t WHERE id = (SELECT tags FROM extra_t WHERE id = r.id)) AS tags,
       r.input_tok, r.cache_read_tok, r.cache_write_5m_tok, r.cache_write_1h_tok, r.output_tok, r.reasoning_tok,
       CASE WHEN k.zeros >> 0 & 1 THEN 0 ELSE (SELECT audio_in_tok FROM extra_t WHERE id = r.id) END AS audio_in_tok,
       CASE WHEN k.zeros >> 1 & 1 THEN 0 ELSE (SELECT audio_read_tok FROM extra_t WHERE id = r.id) END AS audio_read_tok,
       CASE WHEN k.zeros >> 2 & 1 THEN 0 ELSE (SELECT audio_out_tok FROM extra_t WHERE id = r.id) END AS audio_out_tok,
       CASE WHEN k.zeros >> 3 & 1 THEN 0 ELSE (SELECT image_in_tok FROM extra_t WHERE id = r.id) END AS image_in_tok,
       CASE WHEN k.zeros >> 4 & 1 THEN 0 ELSE (SELECT image_out_tok FROM extra_t WHERE id = r.id) END AS image_out_tok,
       CASE WHEN k.zeros >> 6 & 1 THEN 0 ELSE (SELECT image_count FROM extra_t WHERE id = r.id) END AS image_count,
       CASE WHEN k.zeros >> 5 & 1 THEN 0 ELSE (SELECT web_searches FROM extra_t WHERE id = r.id) END AS web_searches,
       CASE WHEN r.flags & 1 THEN 'estimated' ELSE 'logged' END AS tok_source,
       CASE r.flags >> 1 & 7 WHEN 1 THEN 'standard' WHEN 2 THEN 'batch' WHEN 3 THEN 'flex' WHEN 4 THEN 'priority' END
           AS tier,
       k.temperature / 10000.0 AS temperature,
       k.max_tokens,
       (SELECT seed FROM extra_t WHERE id = r.id) AS seed,
       (SELECT n FROM extra_t WHERE id = r.id) AS n,
       CASE r.flags >> 4 & 3 WHEN 1 THEN 0 WHEN 2 THEN 1 END AS stream,
       k.status,
       r.flags >> 8 & 1 AS error,
       (SELECT text FROM name_t WHERE id = (SELECT error FROM extra_t WHERE id = r.id)) AS error_class,
       (SELECT error_message FROM extra_t WHERE id = r.id) AS error_message,
       (SELECT text FROM name_t WHERE id = k.finish) AS finish_reason,
       CASE r.flags >> 6 & 3 WHEN 1 THEN 0 WHEN 2 THEN 1 END AS gateway_hit,
       r.logged_cost_nusd, r.logged_cost_nusd / 1e9 AS logged_cost_usd,
       r.cost_nusd, r.cost_nusd / 1e9 AS cost_usd,
       r.output_cost_nusd, r.output_cost_nusd / 1e9 AS output_cost_usd,
       (SELECT price_id FROM price_t WHERE id = k.price) AS price_id,
       (SELECT path FROM source_t WHERE id = r.source) AS source,
       r.source AS source_id, r.entry + r.id - 1 AS entry, r.offset,
       r.flags >> 10 & 1 AS has_request,
       CASE WHEN r.request_fp IS NOT NULL THEN printf('%016x', r.request_fp) END AS request_fp,
       CASE WHEN r.content_fp IS NOT NULL THEN printf('%016x', r.content_fp) END AS content_fp,
       CASE WHEN r.system_fp IS NOT NULL THEN printf('%016x', r.system_fp) END AS system_fp,
       CASE WHEN r.question_fp IS NOT NULL THEN printf('%016x', r.question_fp) END AS question_fp,
       CASE WHEN r.normal_fp IS NOT NULL THEN printf('%016x', r.normal_fp) END AS normal_fp,
       CASE WHEN r.template_fp IS NOT NULL THEN printf('%016x', r.template_fp) END AS template_fp,
       (SELECT printf('%016x', template) FROM template_t WHERE id = (
               SELECT CAST(substr(templates, (r.shape - 1) % 16 * 5 + 1, 5) AS INTEGER) FROM shape_settled_t
               WHERE id = (r.shape - 1) / 16)) AS template,
       -- Materialised once, in an order that SQLite is not free to turn round: names are few, shapes many.
       (WITH n AS MATERIALIZED (
               SELECT CAST(substr(f.templates, (t.shape - 1) % 16 * 5 + 1, 5) AS INTEGER) AS template, t.name, min(t.shape)
               FROM template_name_t AS t CROSS JOIN shape_settled_t AS f ON f.id = (t.shape - 1) / 16 GROUP BY 1)
           SELECT name FROM n WHERE template = (
               SELECT CAST(substr(templates, (r.shape - 1) % 16 * 5 + 1, 5) AS INTEGER) FROM shape_settled_t
               WHERE id = (r.shape - 1) / 16)) AS template_name,
       CASE WHEN r.output_fp IS NOT NULL THEN printf('%016x', r.output_fp) END AS output_fp,
       k.tools_bytes, r.system_bytes, r.history_bytes, r.retrieved_bytes, r.question_bytes, r.response_bytes,
       k.tools_offered, k.tools_called,
       CASE WHEN k.facts >> 8 & 1 = 0 THEN k.facts >> 31 END AS retrieved_chunks,
       (SELECT text FROM segment_texts WHERE id = r.question_segment) AS question,
       (SELECT text FROM segment_texts WHERE id = r.system_segment) AS system,
       CASE WHEN r.flags >> 10 & 1 AND k.facts IS NOT NULL THEN substr(
           CASE WHEN k.facts >> 21 & 1 THEN ',today' ELSE '' END || CASE WHEN k.facts >> 22 & 1 THEN ',now' ELSE '' END
           || CASE WHEN k.facts >> 23 & 1 THEN ',current' ELSE '' END
           || CASE WHEN k.facts >> 24 & 1 THEN ',latest' ELSE '' END
           || CASE WHEN k.facts >> 25 & 1 THEN ',this week' ELSE '' END
           || CASE WHEN k.facts >> 26 & 1 THEN ',tonight' ELSE '' END
           || CASE WHEN k.facts >> 27 & 1 THEN ',tomorrow' ELSE '' END
           || CASE WHEN k.facts >> 28 & 1 THEN ',yesterday' ELSE '' END
           || CASE WHEN k.facts >> 29 & 1 THEN ',part' ELSE '' END, 2) END AS time_words,
       CASE WHEN r.flags >> 10 & 1 AND k.facts IS NOT NULL THEN substr(
           CASE WHEN k.facts >> 9 & 1 THEN ',email' ELSE '' END || CASE WHEN k.facts >> 10 & 1 THEN ',phone' ELSE '' END
           || CASE WHEN k.facts >> 11 & 1 THEN ',card' ELSE '' END || CASE WHEN k.facts >> 12 & 1 THEN ',key' ELSE '' END
           || CASE WHEN k.facts >> 13 & 1 THEN ',address' ELSE '' END, 2) END AS pii,
       CASE k.facts & 15 WHEN 1 THEN 'classification' WHEN 2 THEN 'yes_no' WHEN 3 THEN 'extraction'
           WHEN 4 THEN 'summary' WHEN 5 THEN 'short_answer' WHEN 6 THEN 'analysis' WHEN 7 THEN 'code'
           WHEN 8 THEN 'creative' WHEN 9 THEN 'other' END AS task,
       CASE k.facts >> 4 & 3 WHEN 1 THEN 0 WHEN 2 THEN 1 END AS wants_json,
       CASE k.facts >> 6 & 3 WHEN 1 THEN 0 WHEN 2 THEN 1 END AS answer_is_json,
       k.watch,
       CASE WHEN r.answer_normal_fp IS NOT NULL THEN printf('%016x', r.answer_normal_fp) END AS answer_normal_fp,
       (SELECT printf('%016x', hash) FROM segment_t WHERE id = r.question_segment) AS question_segment,
       (SELECT printf('%016x', hash) FROM segment_t WHERE id = r.system_segment) AS system_segment
FROM request_t AS r LEFT JOIN common_t AS k ON k.id = r.flags >> 16 LEFT JOIN attribution_t AS a ON a.id = r.attribution
;
CREATE VIEW prompts AS
SELECT printf('%016x', request_fp) AS request_fp, calls,
       strftime('%Y-%m-%dT%H:%M:%S', first_us / 1000000, 'unixepoch') || printf('.%03dZ', first_us / 1000 % 1000)
           AS first_time,
       strftime('%Y-%m-%dT%H:%M:%S', last_us / 1000000, 'unixepoch') || printf('.%03dZ', last_us / 1000 % 1000)
           AS last_time,
       cost_nusd, cost_nusd / 1e9 AS cost_usd, unpriced_calls,
       errors, answers, input_tok, output_tok,
       printf('%016x', content_fp) AS content_fp,
       (SELECT text FROM segment_texts WHERE id = question_segment) AS question
FROM (
    SELECT request_fp, count(*) AS calls, min(ts) + 1767225600000000 AS first_us, max(ts) + 1767225600000000 AS last_us,
        sum(cost_nusd) AS cost_nusd,
        sum(cost_nusd IS NULL) AS unpriced_calls,
        sum(flags >> 8 & 1) AS errors, count(DISTINCT output_fp) AS answers,
        sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0) + coalesce(cache_write_5m_tok, 0)
            + coalesce(cache_write_1h_tok, 0)) AS input_tok,
        sum(coalesce(output_tok, 0)) AS output_tok, min(content_fp) AS content_fp, max(question_segment) AS question_segment
    FROM request_t WHERE request_fp IS NOT NULL GROUP BY request_fp
);
CREATE VIEW contents AS
SELECT printf('%016x', content_fp) AS content_fp, calls,
       strftime('%Y-%m-%dT%H:%M:%S', first_us / 1000000, 'unixepoch') || printf('.%03dZ', first_us / 1000 % 1000)
           AS first_time,
       strftime('%Y-%m-%dT%H:%M:%S', last_us / 1000000, 'unixepoch') || printf('.%03dZ', last_us / 1000 % 1000)
           AS last_time,
       cost_nusd, cost_nusd / 1e9 AS cost_usd, unpriced_calls,
       requests, answers,
       (SELECT text FROM segment_texts WHERE id = question_segment) AS question
FROM (
    SELECT content_fp, count(*) AS calls, min(ts) + 1767225600000000 AS first_us, max(ts) + 1767225600000000 AS last_us,
        sum(cost_nusd) AS cost_nusd,
        sum(cost_nusd IS NULL) AS unpriced_calls,
        count(DISTINCT request_fp) AS requests, count(DISTINCT output_fp) AS answers,
        max(question_segment) AS question_segment
    FROM request_t WHERE content_fp IS NOT NULL GROUP BY content_fp
);
CREATE VIEW templates AS
SELECT printf('%016x', t.template) AS template,
       (SELECT n.name FROM template_name_t AS n CROSS JOIN shape_settled_t AS f ON f.id = (n.shape - 1) / 16
           WHERE CAST(substr(f.templates, (n.shape - 1) % 16 * 5 + 1, 5) AS INTEGER) = t.id ORDER BY n.shape LIMIT 1) AS name,
       requests AS calls, errors,
       strftime('%Y-%m-%dT%H:%M:%S', first_us / 1000000, 'unixepoch') || printf('.%03dZ', first_us / 1000 % 1000)
           AS first_time,
       strftime('%Y-%m-%dT%H:%M:%S', last_us / 1000000, 'unixepoch') || printf('.%03dZ', last_us / 1000 % 1000)
           AS last_time,
       CASE WHEN requests > unpriced_requests THEN cost_nusd END AS cost_nusd,
       CASE WHEN requests > unpriced_requests THEN cost_nusd / 1e9 END AS cost_usd,
       unpriced_requests AS unpriced_calls, estimated_requests AS estimated_calls, contents, shapes,
       input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok, output_tok,
       tools_bytes, system_bytes, history_bytes, retrieved_bytes, question_bytes, response_bytes,
       tools_nusd, system_nusd, history_nusd, retrieved_nusd, question_nusd, response_nusd,
       (SELECT text FROM segment_texts WHERE id = question_segment) AS question,
       (SELECT text FROM segment_texts WHERE id = system_segment) AS system
FROM template_t AS t WHERE requests > 0;
CREATE VIEW system_prompts AS
SELECT printf('%016x', p.system_fp) AS system_fp, calls,
       strftime('%Y-%m-%dT%H:%M:%S', first_us / 1000000, 'unixepoch') || printf('.%03dZ', first_us / 1000 % 1000)
           AS first_time,
       strftime('%Y-%m-%dT%H:%M:%S', last_us / 1000000, 'unixepoch') || printf('.%03dZ', last_us / 1000 % 1000)
           AS last_time,
       cost_nusd, cost_nusd / 1e9 AS cost_usd, unpriced_calls,
       tools_bytes, system_bytes,
       (SELECT count(place) FROM tool_t WHERE system = s.id) AS tools,
       (SELECT sum(calls) FROM tool_t WHERE system = s.id) AS tool_calls,
       CASE WHEN s.tools_fp IS NOT NULL THEN printf('%016x', s.tools_fp) END AS tools_fp,
       CASE WHEN s.tools_set IS NOT NULL THEN printf('%016x', s.tools_set) END AS tools_set_fp,
       s.text_bytes, s.repeat_bytes, s.similar_bytes, s.filler_bytes, s.space_bytes,
       s.repeat_count, s.similar_count, s.filler_count, s.space_count, s.trim_edits,
       (SELECT text FROM segment_texts WHERE id = system_segment) AS system
FROM (
    SELECT system_fp, count(*) AS calls, min(ts) + 1767225600000000 AS first_us, max(ts) + 1767225600000000 AS last_us,
        sum(cost_nusd) AS cost_nusd, sum(cost_nusd IS NULL) AS unpriced_calls,
        coalesce(max((SELECT k.tools_bytes FROM common_t AS k WHERE k.id = r.flags >> 16)), 0) AS tools_bytes,
        max(coalesce(system_bytes, 0)) AS system_bytes,
        max(system_segment) AS system_segment
    FROM request_t AS r WHERE system_fp IS NOT NULL GROUP BY system_fp
) AS p LEFT JOIN system_t AS s ON s.system_fp = p.system_fp;
CREATE VIEW tools AS
SELECT printf('%016x', s.system_fp) AS system_fp, t.name AS tool, printf('%016x', t.name_hash) AS tool_hash,
       t.place, CASE WHEN t.place IS NOT NULL THEN t.bytes END AS bytes, t.calls
FROM tool_t AS t JOIN system_t AS s ON s.id = t.system;
CREATE VIEW segments AS
SELECT printf('%016x', hash) AS segment_hash,
       CASE kind >> 4 WHEN 0 THEN 'tools' WHEN 1 THEN 'system' WHEN 2 THEN 'user' WHEN 3 THEN 'assistant'
           WHEN 4 THEN 'tool' END AS role,
       CASE kind & 15 WHEN 0 THEN 'text' WHEN 1 THEN 'json' WHEN 2 THEN 'tool_call' WHEN 3 THEN 'tool_result'
           WHEN 4 THEN 'media' WHEN 5 THEN 'reasoning' END AS kind,
       bytes, (SELECT text FROM segment_texts WHERE id = s.id) AS text,
       (SELECT data FROM segment_full_t WHERE id = s.id) AS full_zstd
FROM segment_t AS s;
CREATE VIEW costs_hourly AS
SELECT CASE WHEN u.id >> 32 > -2147483648 THEN strftime('%Y-%m-%dT%H:00:00Z', (u.id >> 32) * 900, 'unixepoch') END AS hour,
       a.provider, a.model, a.feature, a.team, a.project,
       sum(u.requests) AS requests, sum(u.errors) AS errors, sum(u.unpriced_requests) AS unpriced_requests,
       sum(u.input_tok) AS input_tok, sum(u.cache_read_tok) AS cache_read_tok,
       sum(u.cache_write_5m_tok + u.cache_write_1h_tok) AS cache_write_tok, sum(u.output_tok) AS output_tok,
       sum(u.cost_nusd) AS cost_nusd, sum(u.cost_nusd) / 1e9 AS cost_usd
FROM rollup_t AS u LEFT JOIN attribution_t AS a ON a.id = u.id & 4294967295
GROUP BY 1, 2, 3, 4, 5, 6;
CREATE VIEW sources AS
SELECT id AS source_id, path AS source, format, compression, file_bytes, compressed_bytes,
       lines + tail_rejected AS lines, records, merged, duplicates, skipped,
       rejected + tail_rejected AS rejected, repaired,
       resume_offset, resume_entry, printf('%016x', prefix_hash) AS prefix_hash,
       printf('%016x', head_hash) AS head_hash, head_bytes,
       is_complete, is_torn, message, frame_starts
FROM source_t;
CREATE VIEW rejects AS
SELECT s.path AS source, j.source AS source_id, j.entry, j.offset, j.bytes, j.reason, j.detail, j.excerpt,
       coalesce(c.rejects, 1) AS rejects_of_reason
FROM reject_t AS j LEFT JOIN source_t AS s ON s.id = j.source
    LEFT JOIN reject_count_t AS c ON c.source = j.source AND c.reason = j.reason;
CREATE VIEW prices_used AS SELECT price_id, provider, model, detail FROM price_t;
CREATE VIEW calibration AS
SELECT model, calls, input_calls, input_bytes, input_tok, input_bytes * 1.0 / nullif(input_tok, 0) AS input_bytes_per_tok,
       input_error,
       output_calls, output_bytes, output_tok, output_bytes * 1.0 / nullif(output_tok, 0) AS output_bytes_per_tok, output_error,
       estimated_calls
FROM calibration_t WHERE calls OR estimated_calls;
CREATE VIEW meta AS SELECT key, value FROM meta_t;
COMMIT;
