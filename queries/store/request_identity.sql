-- The identity of a request by its number.
SELECT printf('%016x', identity) FROM request_t WHERE id = ?1;
