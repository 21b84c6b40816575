-- What settle found for a shape; the sums in the order of struct prompt_sums.
UPDATE shape_t SET template = ?2, contents = ?3,
    requests = ?4, errors = ?5, unpriced_requests = ?6, estimated_requests = ?7, input_tok = ?8,
    cache_read_tok = ?9, cache_write_5m_tok = ?10, cache_write_1h_tok = ?11, output_tok = ?12, cost_nusd =
    ?13, tools_bytes = ?14, system_bytes = ?15, history_bytes = ?16, retrieved_bytes = ?17, question_bytes =
    ?18, response_bytes = ?19, tools_nusd = ?20, system_nusd = ?21, history_nusd = ?22, retrieved_nusd = ?23,
    question_nusd = ?24, response_nusd = ?25, first_us = ?26, last_us = ?27
WHERE id = ?1
