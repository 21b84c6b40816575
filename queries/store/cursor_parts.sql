-- Sizes of a request; continues the columns of cursor_head.sql.
, r.system_bytes, r.history_bytes, r.retrieved_bytes, r.question_bytes, r.response_bytes
