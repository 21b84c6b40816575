-- The shapes with what settle left.
SELECT s.id, s.shapes, s.levels, s.origins, x.templates, x.counts
FROM shape_t AS s LEFT JOIN shape_settled_t AS x ON x.id = s.id ORDER BY s.id
