-- Answers that ended because they ran into the token limit.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => feature: (text)
-- => model: (text)
-- => requests: calls with an answer (requests)
-- => cut: ended at the limit (requests)
-- => cut_share: of the calls (share)
-- => max_tokens: usual limit that was asked for (tokens)
-- => cost_usd: of the cut answers (USD)
SELECT feature, model, count(*) AS requests, sum(is_cut) AS cut, avg(is_cut) AS cut_share,
       max(max_tokens) AS max_tokens, sum(CASE WHEN is_cut THEN cost_nusd ELSE 0 END) / 1e9 AS cost_usd
FROM (SELECT feature, model, max_tokens, cost_nusd,
             finish_reason IN ('length', 'max_tokens', 'MAX_TOKENS', 'max_output_tokens', 'model_length') AS is_cut
      FROM requests
      WHERE finish_reason IS NOT NULL AND (:since IS NULL OR time >= :since)
          AND (:until IS NULL OR time < :until))
GROUP BY feature, model
ORDER BY cut DESC, feature, model;
