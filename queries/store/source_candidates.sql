-- Sources that may be the one at hand: same beginning, same path, or too short to tell; deepest resume point first.
SELECT id, resume_offset, prefix_hash, resume_entry,
       lines, records, merged, duplicates, skipped, rejected, repaired
FROM source_t
WHERE (head_hash = ?1 AND head_bytes = ?2) OR path = ?3 OR (head_bytes < ?2 AND head_bytes < 4096 AND resume_offset > 0)
ORDER BY resume_offset DESC, id LIMIT ?4
