-- Roll-ups of a range of quarter hours, for answers.
SELECT quarter, attribution, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd, more
FROM rollup_t WHERE quarter >= ?1 AND quarter < ?2 ORDER BY quarter, attribution
