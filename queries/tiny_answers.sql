-- Dear models for short answers: calls whose answer is a few tokens, by feature and model.
-- :param tokens 10 longest answer that counts
-- => feature: (text)
-- => model: (text)
-- => requests: calls with so short an answer (requests)
-- => in_tok: their input (tokens)
-- => output_tok: their output (tokens)
-- => cost_usd: (USD)
SELECT feature, model, count(*) AS requests,
       sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
           + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)) AS in_tok,
       sum(output_tok) AS output_tok, sum(cost_nusd) / 1e9 AS cost_usd
FROM requests
WHERE output_tok <= :tokens AND NOT error
GROUP BY feature, model
ORDER BY sum(cost_nusd) DESC, feature, model;
