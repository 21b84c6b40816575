-- Roll-ups of a range of quarter hours, for answers.
SELECT id >> 32, id & 4294967295, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd, more
FROM rollup_t WHERE id >= ?1 AND id < ?2 ORDER BY id
