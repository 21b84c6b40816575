-- The users that cost most.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- :param rows 50 how many
-- => user: the user; NULL = unattributed (text)
-- => requests: calls (requests)
-- => cost_usd: of the priced calls (USD)
-- => share: of the cost of all users (share)
-- => first_time: first call (time)
-- => last_time: last call (time)
SELECT user, count(*) AS requests, sum(cost_nusd) / 1e9 AS cost_usd,
       sum(cost_nusd) * 1.0 / nullif(sum(sum(cost_nusd)) OVER (), 0) AS share,
       min(time) AS first_time, max(time) AS last_time
FROM requests
WHERE (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY user
ORDER BY sum(cost_nusd) DESC, user
LIMIT :rows;
