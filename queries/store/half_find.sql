-- The oldest half of the other side that waits under a key.
SELECT request FROM half_t WHERE key = ?1 AND is_request = ?2 ORDER BY request LIMIT 1
