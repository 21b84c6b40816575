-- Begins a source.
INSERT INTO source_t (path, format, compression, head_hash, head_bytes, file_bytes, lines, records, merged, duplicates,
    skipped, rejected, repaired, tail_rejected, resume_offset, resume_entry, prefix_hash, is_complete, is_torn)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?7, 0, 0) RETURNING id
