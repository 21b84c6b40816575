-- Calls with a very long input, by feature and model: candidates for trimming or retrieval.
-- :param tokens 100000 from how many tokens of input on
-- => feature: (text)
-- => model: (text)
-- => requests: calls so long (requests)
-- => max_in_tok: longest input (tokens)
-- => cost_usd: of these calls (USD)
-- => share: of the cost of all calls (share)
SELECT feature, model, count(*) AS requests, max(in_tok) AS max_in_tok, sum(cost_nusd) / 1e9 AS cost_usd,
       sum(cost_nusd) * 1.0 / nullif((SELECT sum(cost_nusd) FROM requests), 0) AS share
FROM (SELECT feature, model, cost_nusd,
             coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
                 + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) AS in_tok
      FROM requests)
WHERE in_tok >= :tokens
GROUP BY feature, model
ORDER BY sum(cost_nusd) DESC, feature, model;
