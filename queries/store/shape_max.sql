-- Newest row of shapes.
SELECT max(id) FROM shape_t
