-- The minutes with the most calls: what rate limits must allow.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- :param rows 20 how many
-- => minute: beginning of the minute (time)
-- => requests: calls (requests)
-- => tokens: input and output (tokens)
-- => errors: calls that failed (requests)
-- => users: different users (users)
SELECT substr(time, 1, 16) || ':00Z' AS minute, count(*) AS requests,
       sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
           + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) + coalesce(output_tok, 0)) AS tokens,
       sum(error) AS errors, count(DISTINCT user) AS users
FROM requests
WHERE time IS NOT NULL AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
GROUP BY 1
ORDER BY requests DESC, minute
LIMIT :rows;
