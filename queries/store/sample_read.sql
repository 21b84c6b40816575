-- The samples of a role.
SELECT stratum, segment, shape, segment_id, gap_at, gap_bytes, tokens FROM sample_t WHERE role = ?1
ORDER BY stratum, segment
