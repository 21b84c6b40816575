-- How much of the output is reasoning that nobody reads, by model.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => model: (text)
-- => requests: calls with reasoning (requests)
-- => output_tok: their output (tokens)
-- => reasoning_tok: the part that was reasoning (tokens)
-- => reasoning_share: (share)
-- => cost_usd: of these calls (USD)
SELECT model, count(*) AS requests, sum(output_tok) AS output_tok, sum(reasoning_tok) AS reasoning_tok,
       sum(reasoning_tok) * 1.0 / nullif(sum(output_tok), 0) AS reasoning_share, sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
WHERE reasoning_tok > 0 AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY model
ORDER BY reasoning_tok DESC, model;
