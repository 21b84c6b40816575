-- The logs that were read, and what became of their entries.
-- => source: path as it was given (text)
-- => format: log format of most entries (text)
-- => compression: none, zstd, gzip … (text)
-- => lines: entries, the sum of the next five (entries)
-- => records: that are calls (entries)
-- => merged: further parts of a call (entries)
-- => duplicates: calls counted before (entries)
-- => skipped: understood, but no calls (entries)
-- => rejected: not understood (entries)
-- => repaired: with a repair, whatever their end (entries)
-- => state: complete, torn or unfinished (text)
-- => message: what was wrong (text)
SELECT source, format, compression, lines, records, merged, duplicates, skipped, rejected, repaired,
       CASE WHEN is_torn THEN 'torn' WHEN is_complete THEN 'complete' ELSE 'unfinished' END AS state,
       message
FROM sources
ORDER BY source_id;
