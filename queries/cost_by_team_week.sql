-- Cost of each team, week by week (weeks begin on Monday, UTC).
-- => week: Monday of the week (date)
-- => team: the team; NULL = unattributed (text)
-- => requests: calls (requests)
-- => cost_usd: of the priced calls (USD)
-- => change_usd: against the week before (USD)
WITH weekly AS (
    SELECT date(hour, '-6 days', 'weekday 1') AS week, team, sum(requests) AS requests, sum(cost_nusd) AS cost_nusd
    FROM costs_hourly
    GROUP BY 1, 2
)
SELECT week, team, requests, cost_nusd / 1e9 AS cost_usd,
       (cost_nusd - lag(cost_nusd) OVER (PARTITION BY team ORDER BY week)) / 1e9 AS change_usd
FROM weekly
ORDER BY week, team;
