-- Order of a cursor: as loaded.
ORDER BY r.id
