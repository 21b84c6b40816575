-- What cannot be charged to anyone: cost without a feature, team or user, by model.
-- => missing: which name the calls lack (text)
-- => provider: (text)
-- => model: (text)
-- => requests: (requests)
-- => cost_usd: (USD)
SELECT missing, provider, model, requests, cost_usd
FROM (SELECT 'feature' AS missing, provider, model, count(*) AS requests, sum(cost_nusd) / 1e9 AS cost_usd
      FROM requests WHERE feature IS NULL GROUP BY provider, model
      UNION ALL
      SELECT 'team', provider, model, count(*), sum(cost_nusd) / 1e9
      FROM requests WHERE team IS NULL GROUP BY provider, model
      UNION ALL
      SELECT 'user', provider, model, count(*), sum(cost_nusd) / 1e9
      FROM requests WHERE user IS NULL GROUP BY provider, model)
ORDER BY missing, cost_usd DESC, provider, model;
