-- Answers that are no JSON although JSON was asked for, by feature and model.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => feature: (text)
-- => model: (text)
-- => requests: successful calls that asked for JSON and whose answer is logged (requests)
-- => invalid: whose answer is none (requests)
-- => invalid_share: (share)
-- => cut: of the invalid ones, ended at the token limit (requests)
-- => cost_usd: of the invalid ones (USD)
SELECT feature, model, count(*) AS requests, sum(NOT answer_is_json) AS invalid, avg(NOT answer_is_json) AS invalid_share,
       sum(NOT answer_is_json AND coalesce(finish_reason, '') IN
           ('length', 'max_tokens', 'MAX_TOKENS', 'max_output_tokens', 'model_length')) AS cut,
       sum(CASE WHEN NOT answer_is_json THEN cost_nusd ELSE 0 END) / 1e9 AS cost_usd
FROM requests
WHERE wants_json AND answer_is_json IS NOT NULL AND NOT error
    AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY feature, model
ORDER BY invalid DESC, feature, model;
