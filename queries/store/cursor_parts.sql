-- Sizes, sampling and counts of a request; continues the columns of cursor_head.sql.
    , r.tools_bytes, r.system_bytes, r.history_bytes, r.retrieved_bytes, r.question_bytes, r.response_bytes,
    r.temperature, r.max_tokens, r.tools_offered, r.tools_called
