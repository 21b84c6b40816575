-- Tools that requests carry and no answer ever calls (as far as the log has answers).
-- => tool_hash: hash of its name (hash)
-- => tool: its name, if text is stored (text)
-- => system_prompts: tool lists that offer it (count)
-- => calls: that carry its definition (requests)
-- => bytes: of its definition, at most (bytes)
-- => carried_bytes: of all these calls (bytes)
-- => input_share: of all bytes of prompts (share)
SELECT t.tool_hash, max(t.tool) AS tool, count(*) AS system_prompts, sum(p.calls) AS calls, max(t.bytes) AS bytes,
       sum(t.bytes * p.calls) AS carried_bytes,
       sum(t.bytes * p.calls) * 1.0 / nullif((SELECT sum(coalesce(tools_bytes, 0) + coalesce(system_bytes, 0)
           + coalesce(history_bytes, 0) + coalesce(retrieved_bytes, 0) + coalesce(question_bytes, 0)) FROM requests), 0)
           AS input_share
FROM tools AS t JOIN system_prompts AS p ON p.system_fp = t.system_fp
GROUP BY t.tool_hash
HAVING sum(t.calls) = 0 AND (SELECT count(*) FROM requests WHERE tools_offered > 0 AND tools_called IS NOT NULL) > 0
ORDER BY carried_bytes DESC, t.tool_hash;
