-- The slowest calls.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- :param rows 20 how many
-- => id: identity, for `toll show` (hash)
-- => time: start of the call (time)
-- => model: as billed (text)
-- => feature: (text)
-- => latency_ms: duration (milliseconds)
-- => ttft_ms: time to the first token (milliseconds)
-- => output_tok: (tokens)
-- => tok_per_s: output tokens a second (number)
SELECT id, time, model, feature, latency_us / 1000.0 AS latency_ms, ttft_us / 1000.0 AS ttft_ms, output_tok,
       output_tok * 1e6 / nullif(latency_us, 0) AS tok_per_s
FROM requests
WHERE latency_us IS NOT NULL AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
ORDER BY latency_us DESC, source_id, entry, id
LIMIT :rows;
