-- Who called; continues the columns of cursor_head.sql.
, r.identity, r.ttft_us, r.user, r.session
