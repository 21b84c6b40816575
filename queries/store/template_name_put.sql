-- Names a template, by its first shape.
INSERT INTO template_name_t (shape, name) SELECT id, ?2 FROM template_t WHERE template = ?1
