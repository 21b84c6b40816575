-- Entries that could not be read, by source and reason.
-- => source: path of the log (text)
-- => reason: torn, not_json, unknown_format … (text)
-- => rejected: how many (entries)
-- => first_entry: ordinal of the first one in the source, from 0 (number)
-- => first_offset: where it begins in the decompressed stream (bytes)
-- => detail: what the first one says (text)
SELECT source, reason, max(rejects_of_reason) AS rejected, min(entry) AS first_entry,
       min(offset) AS first_offset, detail
FROM rejects
GROUP BY source_id, reason
ORDER BY rejected DESC, source_id, reason;
