-- Requests asked again soon: the share that a response cache with this lifetime would have answered.
-- :param minutes 60 lifetime of the cache
-- => feature: (text)
-- => requests: calls with content (requests)
-- => repeats: asked at most so long before (requests)
-- => repeat_share: of the calls (share)
-- => repeated_cost_usd: cost of the repeats (USD)
WITH gaps AS (
    SELECT feature, cost_nusd, ts_us - lag(ts_us) OVER (PARTITION BY request_fp ORDER BY ts_us) AS gap_us
    FROM requests
    WHERE request_fp IS NOT NULL AND ts_us IS NOT NULL
)
SELECT feature, count(*) AS requests, sum(coalesce(gap_us <= :minutes * 60000000, 0)) AS repeats,
       avg(coalesce(gap_us <= :minutes * 60000000, 0)) AS repeat_share,
       sum(CASE WHEN gap_us <= :minutes * 60000000 THEN cost_nusd ELSE 0 END) / 1e9 AS repeated_cost_usd
FROM gaps
GROUP BY feature
ORDER BY repeats DESC, feature;
