-- Adds a shape.
INSERT INTO shape_t (id, shape, level, question_segment, system_segment) VALUES (?1, ?2, ?3, ?4, ?5)
