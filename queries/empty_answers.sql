-- Billed answers with neither text nor a tool call, by model and finish reason.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => feature: (text)
-- => model: (text)
-- => finish_reason: why the answer ended (text)
-- => requests: (requests)
-- => output_tok: billed all the same (tokens)
-- => reasoning_tok: of them reasoning (tokens)
-- => cost_usd: (USD)
SELECT feature, model, finish_reason, count(*) AS requests, sum(output_tok) AS output_tok,
       sum(reasoning_tok) AS reasoning_tok, sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
WHERE has_request AND NOT error AND finish_reason IS NOT NULL AND tools_called = 0 AND coalesce(response_bytes, 0) = 0
    AND cost_nusd > 0
    AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY feature, model, finish_reason
ORDER BY sum(cost_nusd) DESC, feature, model, finish_reason;
