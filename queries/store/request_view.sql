-- The view `requests`; with a condition on r.id behind it, one of its rows at once.
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
