-- Requests whose identity is in a range; ?3 of them.
SELECT id FROM request_t WHERE identity BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3
