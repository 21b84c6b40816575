-- Sets one value of meta; NULL keeps the key.
INSERT INTO meta_t (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value
