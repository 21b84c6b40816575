-- Takes the names of a template away.
DELETE FROM template_name_t WHERE shape IN (SELECT id FROM shape_t WHERE template = ?1)
