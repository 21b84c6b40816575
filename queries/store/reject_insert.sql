-- Stores a reject.
INSERT INTO reject_t (source, entry, offset, bytes, reason, detail, excerpt, is_tail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
