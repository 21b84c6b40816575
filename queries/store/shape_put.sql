-- Writes a row of shapes; the last row grows until it is full.
INSERT OR REPLACE INTO shape_t (id, shapes, levels, origins) VALUES (?1, ?2, ?3, ?4)
