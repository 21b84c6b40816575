-- Adds a sample.
INSERT INTO sample_t (stratum, segment, role, shape, segment_id, gap_at, gap_bytes, tokens)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
