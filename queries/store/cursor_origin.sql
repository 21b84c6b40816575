-- Where a request stands; continues the columns of cursor_head.sql.
, r.source, r.entry, r.offset
