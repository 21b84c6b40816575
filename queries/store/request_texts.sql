-- Numbers of the texts of a request: last user message, system prompt.
SELECT question_segment, system_segment FROM request_t WHERE id = ?1
