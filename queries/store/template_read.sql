-- The templates as settle left them; the sums in the order of struct prompt_sums.
SELECT id, template, shapes, contents, question_segment, system_segment,
    requests, errors, unpriced_requests, estimated_requests,
    input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok, output_tok, cost_nusd,
    tools_bytes, system_bytes, history_bytes, retrieved_bytes, question_bytes, response_bytes,
    tools_nusd, system_nusd, history_nusd, retrieved_nusd, question_nusd, response_nusd, first_us, last_us
FROM template_t ORDER BY id
