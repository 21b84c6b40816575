-- The rows of a cursor: requests behind ?1 with ?2 <= ts < ?3. Conditions of a filter follow.
FROM request_t AS r
    LEFT JOIN attribution_t AS a ON a.id = r.attribution
    LEFT JOIN extra_t AS x ON x.id = CASE WHEN r.flags & 16384 THEN r.id END
WHERE r.id > ?1 AND (?2 IS NULL OR r.ts >= ?2) AND (?3 IS NULL OR r.ts < ?3)
