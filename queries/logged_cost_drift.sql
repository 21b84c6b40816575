-- Where the cost in the log and the cost by the price book differ.
-- => provider: (text)
-- => model: (text)
-- => price_id: row of the book (text)
-- => requests: with both costs (requests)
-- => logged_cost_usd: by the log (USD)
-- => book_cost_usd: by the book (USD)
-- => drift_usd: log - book (USD)
-- => drift_share: of the book (share)
SELECT provider, model, price_id, count(*) AS requests, sum(logged_cost_nusd) / 1e9 AS logged_cost_usd,
       sum(cost_nusd) / 1e9 AS book_cost_usd, sum(logged_cost_nusd - cost_nusd) / 1e9 AS drift_usd,
       sum(logged_cost_nusd - cost_nusd) * 1.0 / nullif(sum(cost_nusd), 0) AS drift_share
FROM requests
WHERE logged_cost_nusd IS NOT NULL AND cost_nusd IS NOT NULL
GROUP BY provider, model, price_id
ORDER BY abs(sum(logged_cost_nusd - cost_nusd)) DESC, provider, model, price_id;
