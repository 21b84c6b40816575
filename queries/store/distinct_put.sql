-- Stores the distinct count of a fingerprint.
INSERT OR REPLACE INTO distinct_t (print, requests, distinct_prints, duplicate_cost_nusd) VALUES (?1, ?2, ?3, ?4)
