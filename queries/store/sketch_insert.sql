-- Adds a row of sketches.
INSERT INTO sketch_t (data) VALUES (?1)
