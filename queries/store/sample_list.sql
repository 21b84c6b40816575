-- Which texts are sampled, as the loader knows them again.
SELECT stratum, segment FROM sample_t ORDER BY stratum, segment
