-- Sessions whose answers call tools again and again: agents that may be going round in circles.
-- :param rows 50 how many
-- => session: (text)
-- => user: (text)
-- => feature: (text)
-- => requests: (requests)
-- => tool_calls: calls whose answer calls tools (requests)
-- => different_requests: different ones among those calls (requests)
-- => minutes: from the first to the last (number)
-- => cost_usd: of all calls of the session (USD)
SELECT session, max(user) AS user, max(feature) AS feature, count(*) AS requests,
       sum(coalesce(tools_called, 0) > 0) AS tool_calls,
       count(DISTINCT CASE WHEN tools_called > 0 THEN request_fp END) AS different_requests,
       (max(ts_us) - min(ts_us)) / 60000000.0 AS minutes, sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
WHERE session IS NOT NULL
GROUP BY session
HAVING tool_calls > 1
ORDER BY tool_calls DESC, session
LIMIT :rows;
