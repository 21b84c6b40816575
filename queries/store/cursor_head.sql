-- Requests for analyses, the columns that every one needs (src/store/cursor.c reads them by position).
r.id, r.ts, r.latency_us, r.attribution, r.flags, r.cost_nusd,
r.input_tok, r.cache_read_tok, r.cache_write_5m_tok, r.cache_write_1h_tok, r.output_tok, r.reasoning_tok
