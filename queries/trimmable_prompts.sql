-- System prompts by what trimming their text would take away: repeated sentences, filler words, white space.
-- :param rows 50 how many
-- => system_fp: fingerprint of tools and system prompt (hash)
-- => calls: (requests)
-- => text_bytes: of the system prompt (bytes)
-- => trim_bytes: that could go, of one call (bytes)
-- => trim_share: of the text (share)
-- => repeat_bytes: sentences that were there before (bytes)
-- => similar_bytes: sentences that say nearly the same (bytes)
-- => filler_bytes: words like "please" and "make sure to" (bytes)
-- => space_bytes: redundant white space (bytes)
-- => all_trim_bytes: of all calls (bytes)
-- => cost_usd: of the calls (USD)
-- => system: its beginning, if text is stored (text)
SELECT system_fp, calls, text_bytes, trim_bytes, trim_bytes * 1.0 / nullif(text_bytes, 0) AS trim_share,
       repeat_bytes, similar_bytes, filler_bytes, space_bytes, trim_bytes * calls AS all_trim_bytes, cost_usd, system
FROM (SELECT *, repeat_bytes + similar_bytes + filler_bytes + space_bytes AS trim_bytes FROM system_prompts)
WHERE trim_bytes > 0
ORDER BY all_trim_bytes DESC, system_fp
LIMIT :rows;
