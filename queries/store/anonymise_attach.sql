-- The database that a copy is made of, read-only by its URI.
ATTACH DATABASE ?1 AS original
