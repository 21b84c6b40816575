-- Distinct counts of the whole database.
SELECT print, requests, distinct_prints, duplicate_cost_nusd FROM distinct_t ORDER BY print
