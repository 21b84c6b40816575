-- Conversations by what they cost: history that is sent again with every turn.
-- :param rows 50 how many
-- => session: (text)
-- => user: (text)
-- => requests: turns (requests)
-- => cost_usd: (USD)
-- => first_in_tok: input of the first turn (tokens)
-- => last_in_tok: input of the last turn (tokens)
-- => minutes: from the first turn to the last (minutes)
WITH turns AS (
    SELECT session, user, ts_us, cost_nusd,
           coalesce(input_tok, 0) + coalesce(cache_read_tok, 0)
           + coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0) AS in_tok,
           row_number() OVER (PARTITION BY session ORDER BY ts_us, source_id, entry) AS turn,
           row_number() OVER (PARTITION BY session ORDER BY ts_us DESC, source_id DESC, entry DESC) AS turn_from_end
    FROM requests
    WHERE session IS NOT NULL
)
SELECT session, max(user) AS user, count(*) AS requests, sum(cost_nusd) / 1e9 AS cost_usd,
       sum(CASE WHEN turn = 1 THEN in_tok END) AS first_in_tok,
       sum(CASE WHEN turn_from_end = 1 THEN in_tok END) AS last_in_tok,
       (max(ts_us) - min(ts_us)) / 60000000.0 AS minutes
FROM turns
GROUP BY session
ORDER BY sum(cost_nusd) DESC, session
LIMIT :rows;
