-- What an anonymised copy takes of `original`, table by table. Every column is named, those left out as anon_drop(column):
-- store/anonymise.c refuses a database that has others. anon_hash: another number, equal where equal. anon_name: "kind-…".
INSERT INTO meta_t (key, value)
SELECT key, anon_meta(key, value) FROM original.meta_t WHERE anon_meta(key, value) IS NOT NULL
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
INSERT INTO meta_t (key, value) VALUES ('anonymised', '1'), ('text_mode', 'none'), ('fp_key', printf('%016x', anon_hash(1)))
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

INSERT INTO source_t (
    id, path, format, compression, head_hash, head_bytes, file_bytes, lines, records, merged, duplicates, skipped, rejected,
    repaired, tail_rejected, resume_offset, resume_entry, prefix_hash, compressed_bytes, is_complete, is_torn, message,
    frame_starts)
SELECT id, anon_name('source', path || '#' || id), format, compression, anon_hash(head_hash), head_bytes, file_bytes, lines,
    records, merged, duplicates, skipped, rejected, repaired, tail_rejected, resume_offset, resume_entry,
    anon_hash(prefix_hash), compressed_bytes, is_complete, is_torn, anon_drop(message), anon_drop(frame_starts)
FROM original.source_t ORDER BY id;

INSERT INTO reject_t (id, source, entry, offset, bytes, reason, detail, excerpt, is_tail)
SELECT id, source, entry, anon_zero(offset), bytes, reason, anon_drop(detail), anon_drop(excerpt), is_tail
FROM original.reject_t ORDER BY id;
INSERT INTO reject_count_t (source, reason, rejects, first_entry, first_offset, last_entry, last_offset)
SELECT source, reason, rejects, first_entry, anon_zero(first_offset), last_entry, anon_zero(last_offset)
FROM original.reject_count_t;

-- One dictionary holds users, sessions, tags, finish reasons and classes of errors. Words of the providers' own stay.
INSERT INTO name_t (id, text)
SELECT id, CASE
    WHEN id IN (SELECT tags FROM original.extra_t) THEN json_object('tags', anon_name('tags', text))
    WHEN id IN (SELECT id & 4294967295 FROM original.user_day_t) THEN anon_name('user', text)
    WHEN id IN (SELECT session FROM original.request_t) THEN anon_name('session', text)
    WHEN text IN (
        'stop', 'length', 'tool_calls', 'function_call', 'content_filter', 'end_turn', 'max_tokens', 'stop_sequence',
        'tool_use', 'pause_turn', 'refusal', 'model_context_window_exceeded', 'completed', 'incomplete', 'failed', 'cancelled',
        'STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'LANGUAGE', 'OTHER', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII',
        'MALFORMED_FUNCTION_CALL', 'COMPLETE', 'ERROR', 'ERROR_TOXIC', 'guardrail_intervened', 'max_output_tokens', 'error',
        'rate_limit_error', 'rate_limit_exceeded', 'rate_limit', 'overloaded_error', 'api_error', 'invalid_request_error',
        'authentication_error', 'permission_error', 'not_found_error', 'request_too_large', 'timeout_error', 'timeout',
        'server_error', 'tokens', 'requests', 'insufficient_quota', 'context_length_exceeded', 'content_policy_violation',
        'RESOURCE_EXHAUSTED', 'INTERNAL', 'UNAVAILABLE', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'PERMISSION_DENIED',
        'ThrottlingException', 'ValidationException', 'ModelErrorException', 'APIConnectionError', 'RateLimitError',
        'Timeout', 'BadRequestError', 'InternalServerError', 'AuthenticationError') THEN text
    ELSE anon_name('name', text) END
FROM original.name_t ORDER BY id;

-- Models stay if a call of theirs has a price, and what was asked for if it begins such a name.
WITH priced AS MATERIALIZED (
    SELECT DISTINCT model FROM original.attribution_t
    WHERE id IN (
        SELECT attribution FROM original.request_t
        WHERE flags >> 16 IN (SELECT id FROM original.common_t WHERE price IS NOT NULL)))
INSERT INTO attribution_t (id, hash, provider, model, model_requested, feature, team, project, api_key, environment)
SELECT id, anon_hash(hash), provider,
    CASE WHEN model IN (SELECT model FROM priced) THEN anon_model(model) ELSE anon_name('model', model) END,
    CASE WHEN EXISTS (SELECT 1 FROM priced WHERE instr(priced.model, a.model_requested) = 1) THEN anon_model(model_requested)
        ELSE anon_name('model', model_requested) END,
    anon_name('feature', feature), anon_name('team', team), anon_name('project', project), anon_name('key', api_key),
    anon_name('environment', environment)
FROM original.attribution_t AS a ORDER BY id;
WITH priced AS MATERIALIZED (
    SELECT DISTINCT model FROM original.attribution_t
    WHERE id IN (
        SELECT attribution FROM original.request_t
        WHERE flags >> 16 IN (SELECT id FROM original.common_t WHERE price IS NOT NULL)))
INSERT INTO calibration_t (
    id, model, calls, estimated_calls, input_calls, input_bytes, input_tok, input_bytes2, input_bytes_tok, input_tok2, input_error,
    output_calls, output_bytes, output_tok, output_bytes2, output_bytes_tok, output_tok2, output_error)
SELECT id, CASE WHEN model = '' THEN '' WHEN model IN (SELECT model FROM priced) THEN anon_model(model)
        ELSE anon_name('model', model) END,
    calls, estimated_calls, input_calls, input_bytes, input_tok, input_bytes2, input_bytes_tok, input_tok2, input_error,
    output_calls, output_bytes, output_tok, output_bytes2, output_bytes_tok, output_tok2, output_error
FROM original.calibration_t ORDER BY id;
INSERT INTO price_t (id, price_id, provider, model, detail)
SELECT id, price_id, provider, anon_model(model), detail FROM original.price_t ORDER BY id;

INSERT INTO common_t (
    id, zeros, finish, status, price, temperature, max_tokens, tools_offered, tools_called, facts, watch,
    tools_bytes)
SELECT id, zeros, finish, status, price, temperature, max_tokens, tools_offered, tools_called, facts, anon_drop(watch),
    tools_bytes
FROM original.common_t ORDER BY id;
INSERT INTO request_t (
    id, ts, latency_us, ttft_us, attribution, user, session, flags, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, reasoning_tok, cost_nusd, output_cost_nusd, logged_cost_nusd, request_fp, content_fp,
    system_fp, question_fp, normal_fp, template_fp, output_fp, identity, shape, answer_normal_fp,
    question_segment, system_segment, source, entry, offset, system_bytes, history_bytes, retrieved_bytes, question_bytes,
    response_bytes, chain)
SELECT id, ts, latency_us, ttft_us, attribution, user, session, flags, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, reasoning_tok, cost_nusd, output_cost_nusd, logged_cost_nusd, anon_hash(request_fp),
    anon_hash(content_fp), anon_hash(system_fp), anon_hash(question_fp), anon_hash(normal_fp), anon_hash(template_fp),
    anon_hash(output_fp), anon_hash(identity), shape, anon_hash(answer_normal_fp),
    anon_drop(question_segment), anon_drop(system_segment), source, entry, anon_zero(offset), system_bytes, history_bytes,
    retrieved_bytes, question_bytes, response_bytes, anon_chain(chain, flags)
FROM original.request_t ORDER BY id;
INSERT INTO extra_t (
    id, tags, error, error_message, audio_in_tok, audio_read_tok, audio_out_tok, image_in_tok, image_out_tok, web_searches,
    image_count, seed, n)
SELECT id, tags, error, anon_drop(error_message), audio_in_tok, audio_read_tok, audio_out_tok, image_in_tok, image_out_tok,
    web_searches, image_count, anon_drop(seed), n
FROM original.extra_t ORDER BY id;

-- The bytes of shapes are eight bits of known words: others, alike where the template is the same.
INSERT INTO shape_t (id, shapes, levels, origins)
SELECT s.id, anon_shapes(s.shapes, x.templates), s.levels, anon_drop(s.origins)
FROM original.shape_t AS s LEFT JOIN original.shape_settled_t AS x ON x.id = s.id ORDER BY s.id;
INSERT INTO shape_settled_t (id, templates, counts) SELECT id, templates, counts FROM original.shape_settled_t ORDER BY id;
INSERT INTO template_t (
    id, template, shapes, contents, question_segment, system_segment, requests, errors, unpriced_requests,
    estimated_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd, tools_bytes, system_bytes, history_bytes, retrieved_bytes, question_bytes,
    response_bytes, tools_nusd, system_nusd, history_nusd, retrieved_nusd, question_nusd, response_nusd, first_us, last_us)
SELECT id, anon_hash(template), shapes, contents, anon_drop(question_segment), anon_drop(system_segment), requests, errors,
    unpriced_requests, estimated_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd, tools_bytes, system_bytes, history_bytes, retrieved_bytes, question_bytes,
    response_bytes, tools_nusd, system_nusd, history_nusd, retrieved_nusd, question_nusd, response_nusd, first_us, last_us
FROM original.template_t ORDER BY id;
INSERT INTO system_t (
    id, system_fp, form, tools_fp, tools_set, text_bytes, repeat_bytes, similar_bytes, filler_bytes, space_bytes, repeat_count,
    similar_count, filler_count, space_count, trim_edits)
SELECT id, anon_hash(system_fp), anon_hash(form), anon_hash(tools_fp), anon_hash(tools_set), text_bytes, repeat_bytes, similar_bytes,
    filler_bytes, space_bytes, repeat_count, similar_count, filler_count, space_count, trim_edits
FROM original.system_t ORDER BY id;
INSERT INTO tool_t (system, name_hash, name, place, bytes, calls)
SELECT system, anon_hash(name_hash), anon_drop(name), place, bytes, calls FROM original.tool_t;

INSERT INTO rollup_t (
    id, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd, more)
SELECT id, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd, more
FROM original.rollup_t ORDER BY id;
INSERT INTO user_day_t (
    id, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok,
    output_tok, cost_nusd)
SELECT id, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok,
    output_tok, cost_nusd
FROM original.user_day_t ORDER BY id;
INSERT INTO distinct_t (print, requests, distinct_prints, duplicate_cost_nusd)
SELECT print, requests, distinct_prints, duplicate_cost_nusd FROM original.distinct_t;

-- Left out as a whole: texts, look-up keys of an ingest that will not go on, samples and sketches of texts, given names.
SELECT anon_drop(id, hash, kind, bytes, text) FROM original.segment_t WHERE FALSE;
SELECT anon_drop(id, data) FROM original.segment_full_t WHERE FALSE;
SELECT anon_drop(id, text) FROM original.word_t WHERE FALSE;
SELECT anon_drop(id, kind, run, level, first, keys, data) FROM original.key_t WHERE FALSE;
SELECT anon_drop(key, is_request, request) FROM original.half_t WHERE FALSE;
SELECT anon_drop(shape, name) FROM original.template_name_t WHERE FALSE;
SELECT anon_drop(stratum, segment, role, shape, segment_id, gap_at, gap_bytes, tokens) FROM original.sample_t WHERE FALSE;
SELECT anon_drop(id, data) FROM original.sketch_t WHERE FALSE;
