-- Forgets the templates, before settle writes them.
DELETE FROM template_t
