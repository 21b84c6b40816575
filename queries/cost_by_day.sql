-- Cost of each day (UTC), with the mean of the seven days before it.
-- => day: the day; NULL = calls without a time (date)
-- => requests: calls (requests)
-- => errors: calls that failed (requests)
-- => cost_usd: of the priced calls (USD)
-- => mean_before_usd: mean cost of up to seven days before (USD)
WITH daily AS (
    SELECT date(hour) AS day, sum(requests) AS requests, sum(errors) AS errors, sum(cost_nusd) AS cost_nusd
    FROM costs_hourly
    GROUP BY 1
)
SELECT day, requests, errors, cost_nusd / 1e9 AS cost_usd,
       avg(cost_nusd) OVER (ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING) / 1e9 AS mean_before_usd
FROM daily
ORDER BY day;
