-- Sums that must agree: the ledger of the sources, the rows, the roll-ups. `toll verify` runs it.
-- => what: what is compared (text)
-- => expected: one way to count (number)
-- => found: the other way (number)
SELECT what, expected, found
FROM (SELECT 1 AS n, 'every entry of every source ended as one of five' AS what, coalesce(sum(lines), 0) AS expected,
             coalesce(sum(records + merged + duplicates + skipped + rejected), 0) AS found
      FROM sources
      UNION ALL
      SELECT 2, 'sources whose ledger does not balance', 0, count(*)
      FROM sources
      WHERE lines <> records + merged + duplicates + skipped + rejected
      UNION ALL
      SELECT 3, 'requests, as the sources counted them', (SELECT coalesce(sum(records), 0) FROM sources), count(*)
      FROM requests
      UNION ALL
      SELECT 4, 'requests, as the hourly sums count them', (SELECT count(*) FROM requests), coalesce(sum(requests), 0)
      FROM costs_hourly
      UNION ALL
      SELECT 5, 'cost in nano-USD, as the hourly sums have it', (SELECT coalesce(sum(cost_nusd), 0) FROM requests),
             coalesce(sum(cost_nusd), 0)
      FROM costs_hourly
      UNION ALL
      SELECT 6, 'prices that are named but missing', 0, count(*)
      FROM (SELECT DISTINCT price_id FROM requests WHERE price_id IS NOT NULL)
      WHERE price_id NOT IN (SELECT price_id FROM prices_used))
ORDER BY n;
