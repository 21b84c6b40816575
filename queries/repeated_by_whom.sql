-- Who asks again: identical requests of one user and of several, by feature.
-- => feature: (text)
-- => repeats: calls whose very request came before (requests)
-- => same_user: whose user had sent it before (requests)
-- => other_user: which only others had sent (requests)
-- => unattributed: without a user (requests)
-- => cost_usd: of these calls (USD)
SELECT feature, count(*) AS repeats, sum(user IS NOT NULL AND n_of_user > 1) AS same_user,
       sum(user IS NOT NULL AND n_of_user = 1) AS other_user, sum(user IS NULL) AS unattributed,
       sum(cost_nusd) / 1e9 AS cost_usd
FROM (SELECT feature, user, cost_nusd,
             row_number() OVER (PARTITION BY request_fp ORDER BY ts_us, source_id, entry, id) AS n,
             row_number() OVER (PARTITION BY request_fp, user ORDER BY ts_us, source_id, entry, id) AS n_of_user
      FROM requests
      WHERE request_fp IS NOT NULL)
WHERE n > 1
GROUP BY feature
ORDER BY sum(cost_nusd) DESC, feature;
