-- How a source ended.
UPDATE source_t SET is_complete = ?2, is_torn = ?3, message = ?4 WHERE id = ?1
