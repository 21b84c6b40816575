-- The path of a source; NULL in an anonymised copy.
SELECT path FROM source_t WHERE id = ?1
