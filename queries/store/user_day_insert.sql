-- Stores the sums of a user and day that are new.
INSERT INTO user_day_t (id, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
