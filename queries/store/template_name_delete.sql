-- Takes the names of a template away.
DELETE FROM template_name_t WHERE shape IN (
    SELECT n.shape
    FROM template_name_t AS n CROSS JOIN shape_settled_t AS x ON x.id = (n.shape - 1) / 16
        CROSS JOIN template_t AS t ON t.id = CAST(substr(x.templates, (n.shape - 1) % 16 * 5 + 1, 5) AS INTEGER)
    WHERE t.template = ?1)
