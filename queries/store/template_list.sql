-- The templates by number, with public id and requests.
SELECT id, template, requests FROM template_t
