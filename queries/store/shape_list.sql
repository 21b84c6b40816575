-- The shapes, as the loader knows them again.
SELECT id, shape, level FROM shape_t ORDER BY id
