-- Adds a tool of a system prompt; one that is offered twice is one.
INSERT INTO tool_t (system, name_hash, name, place, bytes, calls) VALUES (?1, ?2, ?3, ?4, ?5, 0)
ON CONFLICT (system, name_hash) DO UPDATE SET bytes = bytes + excluded.bytes
