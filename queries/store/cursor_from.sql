-- The rows of a cursor, behind a number; conditions follow. SQLite leaves out the joins that no condition uses.
FROM request_t AS r
    LEFT JOIN common_t AS k ON k.id = r.flags >> 16
    LEFT JOIN attribution_t AS a ON a.id = r.attribution
    LEFT JOIN extra_t AS x ON x.id = CASE WHEN r.flags & 16384 THEN r.id END
WHERE r.id > ?
