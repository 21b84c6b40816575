-- What settle found for a row of shapes.
INSERT OR REPLACE INTO shape_settled_t (id, templates, counts) VALUES (?1, ?2, ?3)
