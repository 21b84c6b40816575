-- Requests behind ?4 that have only a place for an identity, and one in a range; ?3 of them. An anonymised copy has no
-- keysets: there all requests are looked at.
WITH copy(is_one) AS (SELECT EXISTS (SELECT 1 FROM meta_t WHERE key = 'anonymised'))
SELECT id FROM request_t
WHERE id > CASE WHEN (SELECT is_one FROM copy) THEN 0 ELSE ?4 END AND identity BETWEEN ?1 AND ?2
    AND (flags & 2048 = 0 OR (SELECT is_one FROM copy))
ORDER BY id LIMIT ?3
