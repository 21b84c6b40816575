-- A half has found its other.
DELETE FROM half_t WHERE key = ?1 AND is_request = ?2 AND request = ?3
