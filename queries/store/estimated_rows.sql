-- Requests whose tokens the log lacks.
SELECT id FROM request_t WHERE flags & 1 AND id > ?1 ORDER BY id LIMIT 10000
