-- Continues a source under the name and size it has now; what its torn tail counted is taken back.
UPDATE source_t SET path = ?2, format = coalesce(?3, format), compression = ?4, head_hash = ?5, head_bytes = ?6,
    file_bytes = ?7
WHERE id = ?1
