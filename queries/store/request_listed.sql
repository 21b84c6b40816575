-- What a list of requests shows of one, by its number (src/analyze/request_list.c reads the columns by position).
SELECT r.identity, r.ts + 1767225600000000, a.provider, coalesce(a.model, a.model_requested), a.feature, a.team,
    (SELECT text FROM name_t WHERE id = r.user),
    r.cost_nusd, r.latency_us, r.ttft_us, k.status,
    CASE WHEN coalesce(r.input_tok, r.cache_read_tok, r.cache_write_5m_tok, r.cache_write_1h_tok) IS NOT NULL
        THEN coalesce(r.input_tok, 0) + coalesce(r.cache_read_tok, 0)
            + coalesce(r.cache_write_5m_tok, 0) + coalesce(r.cache_write_1h_tok, 0) END,
    r.cache_read_tok, r.output_tok,
    r.flags >> 8 & 1,
    (SELECT text FROM name_t WHERE id = k.finish),
    (SELECT template FROM template_t WHERE id = (
        SELECT CAST(substr(templates, (r.shape - 1) % 16 * 5 + 1, 5) AS INTEGER) FROM shape_settled_t
        WHERE id = (r.shape - 1) / 16)),
    (SELECT text FROM name_t WHERE id = r.session),
    a.project, a.api_key, a.environment,
    (SELECT path FROM source_t WHERE id = r.source), r.entry + r.id - 1
FROM request_t AS r
    LEFT JOIN common_t AS k ON k.id = r.flags >> 16
    LEFT JOIN attribution_t AS a ON a.id = r.attribution
WHERE r.id = ?1
