-- Failed calls by model and kind of error, and what they cost all the same.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => status: HTTP status; NULL = unknown (number)
-- => error_class: what the provider calls it (text)
-- => model: (text)
-- => requests: failed calls (requests)
-- => users: users that met it (users)
-- => cost_usd: billed although it failed (USD)
-- => first_time: (time)
-- => last_time: (time)
SELECT status, error_class, coalesce(model, model_requested) AS model, count(*) AS requests,
       count(DISTINCT user) AS users, sum(cost_nusd) / 1e9 AS cost_usd, min(time) AS first_time, max(time) AS last_time
FROM requests
WHERE error AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY 1, 2, 3
ORDER BY requests DESC, status, error_class, 3;
