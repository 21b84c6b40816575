-- Names and the templates they stand for; of several in one template the first counts.
SELECT s.template, n.name FROM template_name_t AS n CROSS JOIN shape_t AS s ON s.id = n.shape
WHERE s.template IS NOT NULL ORDER BY n.shape
