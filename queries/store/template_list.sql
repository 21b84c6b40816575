-- The templates that requests have.
SELECT DISTINCT template FROM shape_t WHERE template IS NOT NULL AND requests > 0
