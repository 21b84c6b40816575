-- Gives up the samples of strata above a hash.
DELETE FROM sample_t WHERE stratum > ?1
