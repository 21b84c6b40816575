-- Removes a run that was merged.
DELETE FROM key_t WHERE id BETWEEN ?1 AND ?2
