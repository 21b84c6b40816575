-- The entries that could not be read, with where and why; at most 1,000 a source and reason are kept.
-- :param rows 100 how many
-- => source: path of the log (text)
-- => entry: ordinal in the source, from 0 (number)
-- => offset: where it begins in the decompressed stream (bytes)
-- => size_bytes: its length (bytes)
-- => reason: why (text)
-- => detail: more about why (text)
-- => excerpt: its beginning, redacted; NULL with --text none (text)
SELECT source, entry, offset, bytes AS size_bytes, reason, detail, excerpt
FROM rejects
ORDER BY source_id, entry, offset
LIMIT :rows;
