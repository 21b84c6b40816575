-- The views: the public interface of the database, but requests (request_view.sql). docs/database.md says what every
-- column means.
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
