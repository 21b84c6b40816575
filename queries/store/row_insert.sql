-- Appends a request; columns in the order of enum row_column.
INSERT INTO request_t (id,
    ts, latency_us, ttft_us, attribution, user, session, flags,
    input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok, output_tok, reasoning_tok,
    cost_nusd, output_cost_nusd, logged_cost_nusd,
    request_fp, content_fp, system_fp, question_fp, normal_fp, template_fp, output_fp, identity,
    shape, answer_normal_fp, question_segment, system_segment, source, entry, offset,
    system_bytes, history_bytes, retrieved_bytes, question_bytes, response_bytes, chain)
VALUES (?1,
    ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
    ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38)
