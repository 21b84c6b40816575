-- Sums of users by day, for answers.
SELECT day, user, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok, cache_write_1h_tok,
    output_tok, cost_nusd
FROM user_day_t WHERE day >= ?1 AND day < ?2 ORDER BY day, user
