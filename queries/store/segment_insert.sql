-- Adds a distinct segment.
INSERT INTO segment_t (id, hash, kind, bytes, text) VALUES (?1, ?2, ?3, ?4, ?5)
