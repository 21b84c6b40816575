-- A half begins to wait.
INSERT INTO half_t (key, is_request, request) VALUES (?1, ?2, ?3)
