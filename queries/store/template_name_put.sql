-- Names a template, by its first shape.
INSERT INTO template_name_t (shape, name) SELECT min(id), ?2 FROM shape_t WHERE template = ?1
