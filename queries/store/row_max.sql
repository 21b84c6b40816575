-- Newest request.
SELECT max(id) FROM request_t
