-- The columns that tell whether requests are in the order of time (src/store/time_rows.c).
SELECT r.id, r.ts FROM request_t AS r
