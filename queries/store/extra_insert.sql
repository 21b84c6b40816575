-- What few requests have; columns in the order of enum row_extra.
INSERT OR REPLACE INTO extra_t (id, tags, error, audio_in_tok, audio_read_tok, audio_out_tok, image_in_tok, image_out_tok,
    web_searches, image_count, seed, n, error_message)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
