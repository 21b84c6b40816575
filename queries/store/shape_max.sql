-- Newest shape.
SELECT max(id) FROM shape_t
