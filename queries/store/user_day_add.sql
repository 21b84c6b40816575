-- Adds to the sums of a user and day.
INSERT INTO user_day_t (id, requests, errors, unpriced_requests, input_tok, cache_read_tok, cache_write_5m_tok,
    cache_write_1h_tok, output_tok, cost_nusd)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (id) DO UPDATE SET requests = requests + excluded.requests, errors = errors + excluded.errors,
    unpriced_requests = unpriced_requests + excluded.unpriced_requests, input_tok = input_tok + excluded.input_tok,
    cache_read_tok = cache_read_tok + excluded.cache_read_tok,
    cache_write_5m_tok = cache_write_5m_tok + excluded.cache_write_5m_tok,
    cache_write_1h_tok = cache_write_1h_tok + excluded.cache_write_1h_tok,
    output_tok = output_tok + excluded.output_tok, cost_nusd = cost_nusd + excluded.cost_nusd
