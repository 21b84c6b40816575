-- One value of meta.
SELECT value FROM meta_t WHERE key = ?1
