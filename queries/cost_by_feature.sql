-- What each feature costs.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => feature: name of the feature; NULL = unattributed (text)
-- => requests: calls (requests)
-- => errors: calls that failed (requests)
-- => in_tok: input of all classes (tokens)
-- => output_tok: output (tokens)
-- => cost_usd: of the priced calls (USD)
-- => cost_per_request_usd: of the priced calls (USD)
-- => unpriced_requests: calls without a price (requests)
SELECT feature, count(*) AS requests, sum(error) AS errors,
       sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
           + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)) AS in_tok,
       sum(coalesce(output_tok, 0)) AS output_tok,
       sum(cost_nusd) / 1e9 AS cost_usd, avg(cost_nusd) / 1e9 AS cost_per_request_usd,
       sum(cost_nusd IS NULL) AS unpriced_requests
FROM requests
WHERE (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY feature
ORDER BY sum(cost_nusd) DESC, feature;
