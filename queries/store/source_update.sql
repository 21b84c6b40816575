-- Resume point and ledger of a source.
UPDATE source_t SET lines = ?2, records = ?3, merged = ?4, duplicates = ?5, skipped = ?6, rejected = ?7, repaired = ?8,
    tail_rejected = ?9, resume_offset = ?10, resume_entry = ?11, prefix_hash = ?12,
    compressed_bytes = coalesce(?13, compressed_bytes)
WHERE id = ?1
