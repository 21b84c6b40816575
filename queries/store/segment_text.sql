-- The stored text of a segment, and all of it as a zstd frame where that is stored too.
SELECT (SELECT text FROM segment_texts WHERE id = ?1), (SELECT data FROM segment_full_t WHERE id = ?1)
