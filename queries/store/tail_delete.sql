-- Takes back the rejects of a torn tail.
DELETE FROM reject_t WHERE source = ?1 AND is_tail
