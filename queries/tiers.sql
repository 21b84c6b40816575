-- What is billed at which tier: batch and flex are half the price.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => tier: standard, batch, flex, priority; NULL = the log does not say (text)
-- => provider: (text)
-- => requests: (requests)
-- => cost_usd: (USD)
SELECT tier, provider, count(*) AS requests, sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
WHERE (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY tier, provider
ORDER BY sum(cost_nusd) DESC, tier, provider;
