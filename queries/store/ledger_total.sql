-- The ledger over all sources.
SELECT coalesce(sum(lines + tail_rejected), 0), coalesce(sum(records), 0), coalesce(sum(merged), 0),
    coalesce(sum(duplicates), 0), coalesce(sum(skipped), 0), coalesce(sum(rejected + tail_rejected), 0),
    coalesce(sum(repaired), 0)
FROM source_t
