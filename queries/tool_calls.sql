-- Every tool: how many calls carry it, how often answers call it; also tools that were called without being offered.
-- => tool_hash: hash of its name (hash)
-- => tool: its name, if text is stored (text)
-- => carried: calls that carry its definition (requests)
-- => called: how often answers call it (count)
-- => called_share: of the calls that carry it, several a call count (share)
-- => bytes: of its definition, at most (bytes)
SELECT t.tool_hash, max(t.tool) AS tool,
       sum(CASE WHEN t.place IS NOT NULL THEN p.calls ELSE 0 END) AS carried, sum(t.calls) AS called,
       sum(t.calls) * 1.0 / nullif(sum(CASE WHEN t.place IS NOT NULL THEN p.calls ELSE 0 END), 0) AS called_share,
       max(t.bytes) AS bytes
FROM tools AS t JOIN system_prompts AS p ON p.system_fp = t.system_fp
GROUP BY t.tool_hash
ORDER BY called DESC, carried DESC, t.tool_hash;
