-- Where the B-tree of the requests begins (src/store/row_pages.c).
SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'request_t'
