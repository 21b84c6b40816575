-- How well the providers' prompt caches work, by feature and model.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => feature: (text)
-- => model: as billed (text)
-- => requests: calls (requests)
-- => in_tok: input of all classes (tokens)
-- => read_share: of the input that was read from a cache (share)
-- => write_share: of the input that was written to a cache (share)
-- => reads_per_write: tokens read for one written; below 1 a write is rarely worth it (number)
-- => cost_usd: (USD)
SELECT feature, model, count(*) AS requests,
       sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
           + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)) AS in_tok,
       sum(coalesce(cache_read_tok, 0)) * 1.0
           / nullif(sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
               + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)), 0) AS read_share,
       sum(coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)) * 1.0
           / nullif(sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
               + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)), 0) AS write_share,
       sum(coalesce(cache_read_tok, 0)) * 1.0
           / nullif(sum(coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)), 0) AS reads_per_write,
       sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
WHERE (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY feature, model
ORDER BY sum(cost_nusd) DESC, feature, model;
