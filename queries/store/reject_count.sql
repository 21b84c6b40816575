-- Counts a reject with its position; gives the count so far.
INSERT INTO reject_count_t (source, reason, rejects, first_entry, first_offset, last_entry, last_offset)
VALUES (?1, ?2, 1, ?3, ?4, ?3, ?4)
ON CONFLICT (source, reason) DO UPDATE SET rejects = rejects + 1, last_entry = excluded.last_entry,
    last_offset = excluded.last_offset
RETURNING rejects
