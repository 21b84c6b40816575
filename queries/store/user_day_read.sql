-- Sums of users by day, for answers.
SELECT id >> 32, id & 4294967295, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd
FROM user_day_t WHERE id >= ?1 AND id < ?2 ORDER BY id
