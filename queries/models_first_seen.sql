-- Which models came and went: first and last call of each.
-- => provider: (text)
-- => model: (text)
-- => first_time: first call (time)
-- => last_time: last call (time)
-- => requests: (requests)
-- => cost_usd: (USD)
SELECT provider, model, min(time) AS first_time, max(time) AS last_time, count(*) AS requests,
       sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
GROUP BY provider, model
ORDER BY first_time, provider, model;
