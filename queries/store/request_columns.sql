-- All columns of the requests as a row has them; not run, it tells their order (src/store/row_pages.c).
SELECT * FROM request_t
