-- Identical requests with different answers: what a cache would change.
-- :param rows 50 how many
-- => request_fp: fingerprint of the request (hash)
-- => calls: how often it was asked (requests)
-- => answers: different answers to it (answers)
-- => cost_usd: of all its calls (USD)
-- => question: beginning of the last user message, if text is stored (text)
SELECT request_fp, calls, answers, cost_usd, question
FROM prompts
WHERE answers > 1
ORDER BY answers DESC, calls DESC, request_fp
LIMIT :rows;
