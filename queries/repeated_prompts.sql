-- Identical requests asked again and again: what an exact cache could have answered.
-- :param rows 50 how many
-- => request_fp: fingerprint of the request (hash)
-- => calls: how often it was asked (requests)
-- => answers: different answers to it (answers)
-- => first_time: (time)
-- => last_time: (time)
-- => cost_usd: of all its calls (USD)
-- => repeated_cost_usd: of all but one of them, at their mean (USD)
-- => question: beginning of the last user message, if text is stored (text)
SELECT request_fp, calls, answers, first_time, last_time, cost_usd,
       cost_usd * (calls - 1) / calls AS repeated_cost_usd, question
FROM prompts
WHERE calls > 1
ORDER BY cost_nusd * (calls - 1) / calls DESC, calls DESC, request_fp
LIMIT :rows;
