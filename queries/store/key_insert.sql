-- Appends a chunk to a run.
INSERT INTO key_t (kind, run, level, first, keys, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
