-- Fences of the runs of one keyset, oldest run first.
SELECT id, run, level, first, keys FROM key_t WHERE kind = ?1 ORDER BY run, id
