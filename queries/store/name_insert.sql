-- Adds a name to the dictionary.
INSERT INTO name_t (id, text) VALUES (?1, ?2)
