-- What a request has in extra_t; columns in the order of enum row_extra.
SELECT tags, error, audio_in_tok, audio_read_tok, audio_out_tok, image_in_tok, image_out_tok, web_searches, image_count,
    seed, n, error_message
FROM extra_t WHERE id = ?1
