-- Adds calls of a tool; one that was not offered has no place.
INSERT INTO tool_t (system, name_hash, bytes, calls) VALUES (?1, ?2, 0, ?3)
ON CONFLICT (system, name_hash) DO UPDATE SET calls = calls + excluded.calls
