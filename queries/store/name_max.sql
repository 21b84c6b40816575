-- Newest number of the dictionary.
SELECT max(id) FROM name_t
