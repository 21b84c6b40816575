-- Requests sent again within some minutes of their failure, by model.
-- :param minutes 5 how soon after the failure
-- => model: (text)
-- => failed: failed calls with content (requests)
-- => retried: asked again in time (requests)
-- => recovered: whose next try succeeded (requests)
WITH tries AS (
    SELECT coalesce(model_requested, model) AS model, error, ts_us,
           lead(ts_us) OVER by_request AS next_us, lead(error) OVER by_request AS next_error
    FROM requests
    WHERE request_fp IS NOT NULL AND ts_us IS NOT NULL
    WINDOW by_request AS (PARTITION BY request_fp, user ORDER BY ts_us)
)
SELECT model, count(*) AS failed, sum(coalesce(next_us - ts_us <= :minutes * 60000000, 0)) AS retried,
       sum(coalesce(next_us - ts_us <= :minutes * 60000000 AND NOT next_error, 0)) AS recovered
FROM tries
WHERE error
GROUP BY model
ORDER BY failed DESC, model;
