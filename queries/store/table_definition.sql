-- The statement that made a table.
SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?1
