-- Every field of one request.
-- :param id - its identity, 16 hexadecimal digits
-- => *: the columns of the view requests (docs/database.md)
SELECT *
FROM requests
WHERE id = :id
ORDER BY source_id, entry, id;
