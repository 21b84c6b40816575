-- When money is spent: weekday by hour of the day (UTC).
-- => weekday: 1 Monday … 7 Sunday (number)
-- => hour: 0 to 23 (number)
-- => requests: calls (requests)
-- => cost_usd: of the priced calls (USD)
SELECT (CAST(strftime('%w', hour) AS INTEGER) + 6) % 7 + 1 AS weekday, CAST(strftime('%H', hour) AS INTEGER) AS hour,
       sum(requests) AS requests, sum(cost_nusd) / 1e9 AS cost_usd
FROM costs_hourly
WHERE hour IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2;
