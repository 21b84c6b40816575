-- Where the log has a request, and what is known of its source.
SELECT s.path, s.compression, s.head_hash, s.head_bytes, s.resume_offset, s.prefix_hash,
       s.lines, s.merged + s.duplicates, s.frame_starts, EXISTS (SELECT 1 FROM meta_t WHERE key = 'anonymised'),
       r.entry + r.id - 1, r.offset, r.identity, r.flags >> 11 & 1
FROM request_t AS r JOIN source_t AS s ON s.id = r.source
WHERE r.id = ?1
