-- The public id of a request, as a number.
SELECT identity FROM request_t WHERE id = ?1
