-- The inventory of system prompts and tools, by what their requests cost.
-- :param rows 50 how many
-- => system_fp: fingerprint of tools and system prompt (hash)
-- => calls: (requests)
-- => tools_bytes: size of the tool definitions (bytes)
-- => system_bytes: size of the system prompt (bytes)
-- => first_time: (time)
-- => last_time: (time)
-- => cost_usd: of the requests (USD)
-- => system: its beginning, if text is stored (text)
SELECT system_fp, calls, tools_bytes, system_bytes, first_time, last_time, cost_usd, system
FROM system_prompts
ORDER BY cost_nusd DESC, system_fp
LIMIT :rows;
