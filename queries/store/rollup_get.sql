-- One roll-up, to add to.
SELECT requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd, more
FROM rollup_t WHERE id = ?1
