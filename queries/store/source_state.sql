-- What is stored of a source: ledger, tail, resume point, how it ended.
SELECT lines, records, merged, duplicates, skipped, rejected, repaired, tail_rejected, resume_offset, resume_entry,
       prefix_hash
FROM source_t WHERE id = ?1
