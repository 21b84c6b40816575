-- What the input consists of: bytes of tools, system prompt, history, retrieved text and question.
-- :param since - first instant that counts, as 2026-09-01 or 2026-09-01T12:00:00Z (UTC)
-- :param until - first instant that counts no more
-- => feature: (text)
-- => model: (text)
-- => requests: calls with content (requests)
-- => input_bytes: all of it (bytes)
-- => tools_share: of these bytes (share)
-- => system_share: of these bytes (share)
-- => history_share: of these bytes (share)
-- => retrieved_share: of these bytes (share)
-- => question_share: of these bytes (share)
SELECT feature, model, requests, bytes AS input_bytes, tools * 1.0 / nullif(bytes, 0) AS tools_share,
       system * 1.0 / nullif(bytes, 0) AS system_share, history * 1.0 / nullif(bytes, 0) AS history_share,
       retrieved * 1.0 / nullif(bytes, 0) AS retrieved_share, question * 1.0 / nullif(bytes, 0) AS question_share
FROM (SELECT feature, model, count(*) AS requests, sum(coalesce(tools_bytes, 0)) AS tools,
             sum(coalesce(system_bytes, 0)) AS system, sum(coalesce(history_bytes, 0)) AS history,
             sum(coalesce(retrieved_bytes, 0)) AS retrieved, sum(coalesce(question_bytes, 0)) AS question,
             sum(coalesce(tools_bytes, 0) + coalesce(system_bytes, 0) + coalesce(history_bytes, 0)
                 + coalesce(retrieved_bytes, 0) + coalesce(question_bytes, 0)) AS bytes
      FROM requests
      WHERE has_request AND (:since IS NULL OR time >= :since) AND (:until IS NULL OR time < :until)
      GROUP BY feature, model)
ORDER BY bytes DESC, feature, model;
