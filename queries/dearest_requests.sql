-- The single calls that cost most.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- :param rows 20 how many
-- => id: identity, for `toll show` (hash)
-- => time: start of the call (time)
-- => model: as billed (text)
-- => feature: (text)
-- => user: (text)
-- => in_tok: input of all classes (tokens)
-- => output_tok: output (tokens)
-- => cost_usd: (USD)
SELECT id, time, model, feature, user,
       coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
           + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) AS in_tok,
       output_tok, cost_usd
FROM requests
WHERE cost_nusd IS NOT NULL AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
ORDER BY cost_nusd DESC, source_id, entry, id
LIMIT :rows;
