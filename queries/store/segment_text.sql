-- The stored text of a segment.
SELECT text FROM segment_t WHERE id = ?1
