-- The views: the public interface of the database. docs/database.md says what every column means.
-- Texts of segments by number, for the views below. A text in codes (src/store/codebook.h) is read a code at a time;
-- what is no word says how many characters follow as they are.
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
FROM request_t AS r LEFT JOIN common_t AS k ON k.id = r.flags >> 16 LEFT JOIN attribution_t AS a ON a.id = r.attribution;

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

-- Templates: groups of shapes, as of the last settle.
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
