-- Other sources that had parts of calls: columns as in request_place.sql.
SELECT path, compression, head_hash, head_bytes, resume_offset, prefix_hash, lines, merged + duplicates, frame_starts, EXISTS (SELECT 1 FROM meta_t WHERE key = 'anonymised')
FROM source_t WHERE merged > 0 AND path IS NOT NULL
    AND id <> (SELECT source FROM request_t WHERE id = ?1)
ORDER BY id
