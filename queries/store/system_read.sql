-- Distinct system prompts in the order of the log.
SELECT id, system_fp, tools_fp, tools_set, text_bytes, repeat_bytes, similar_bytes, filler_bytes, space_bytes,
    repeat_count, similar_count, filler_count, space_count, trim_edits, form
FROM system_t ORDER BY id
