-- Models that the price book does not know; their cost is in no sum.
-- => provider: (text)
-- => model: (text)
-- => requests: (requests)
-- => tokens: input and output (tokens)
-- => first_time: (time)
-- => last_time: (time)
SELECT provider, model, count(*) AS requests,
       sum(coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
           + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) + coalesce(output_tok, 0)) AS tokens,
       min(time) AS first_time, max(time) AS last_time
FROM requests
WHERE cost_nusd IS NULL
GROUP BY provider, model
ORDER BY requests DESC, provider, model;
