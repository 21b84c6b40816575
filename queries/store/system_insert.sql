-- Adds a distinct system prompt.
INSERT INTO system_t (id, system_fp, form, tools_fp, tools_set, text_bytes, repeat_bytes, similar_bytes, filler_bytes,
    space_bytes, repeat_count, similar_count, filler_count, space_count, trim_edits)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
