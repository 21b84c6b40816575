-- The name of a number.
SELECT text FROM name_t WHERE id = ?1
