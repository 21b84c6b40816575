-- What models are used for: kinds of tasks by model, with the length of their answers.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => task: told by rules from the prompt; NULL = unknown (text)
-- => model: (text)
-- => requests: (requests)
-- => output_tok_mean: tokens of an answer (tokens)
-- => cost_usd: (USD)
SELECT task, model, count(*) AS requests, avg(output_tok) AS output_tok_mean, sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
WHERE (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY task, model
ORDER BY sum(cost_nusd) DESC, task, model;
