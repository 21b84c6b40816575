-- The number of a price row by its id, added if missing.
INSERT INTO price_t (price_id, provider, model, detail) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (price_id) DO UPDATE SET provider = excluded.provider RETURNING id
