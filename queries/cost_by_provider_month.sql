-- Cost of each provider and month (UTC): what the invoices should say.
-- => month: the month; NULL = calls without a time (text)
-- => provider: the provider (text)
-- => requests: calls (requests)
-- => in_tok: input of all classes (tokens)
-- => output_tok: output (tokens)
-- => cost_usd: of the priced calls (USD)
-- => unpriced_requests: calls without a price (requests)
SELECT strftime('%Y-%m', hour) AS month, provider, sum(requests) AS requests,
       sum(input_tok + cache_read_tok + cache_write_tok) AS in_tok, sum(output_tok) AS output_tok,
       sum(cost_nusd) / 1e9 AS cost_usd, sum(unpriced_requests) AS unpriced_requests
FROM costs_hourly
GROUP BY 1, 2
ORDER BY 1, 2;
