-- A template; the sums in the order of struct prompt_sums.
INSERT INTO template_t (
    id, template, shapes, contents, question_segment, system_segment,
    requests, errors, unpriced_requests, estimated_requests,
    input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok, output_tok, cost_nusd,
    tools_bytes, system_bytes, history_bytes, retrieved_bytes, question_bytes, response_bytes,
    tools_nusd, system_nusd, history_nusd, retrieved_nusd, question_nusd, response_nusd, first_us, last_us)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
    ?27, ?28, ?29, ?30)
