-- A sample has to make room for one with a lower hash.
DELETE FROM sample_t WHERE stratum = ?1 AND segment = ?2
