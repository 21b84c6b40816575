-- How a source ended.
UPDATE source_t SET is_complete = ?2, is_torn = ?3, message = ?4, frame_starts = coalesce(?5, frame_starts) WHERE id = ?1
