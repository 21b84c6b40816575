-- Newest segment.
SELECT max(id) FROM segment_t
