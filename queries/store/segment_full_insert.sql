-- Adds all of a segment, a zstd frame.
INSERT INTO segment_full_t (id, data) VALUES (?1, ?2)
