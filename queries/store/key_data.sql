-- Sorted keys of one chunk.
SELECT data FROM key_t WHERE id = ?1
