-- Every column of every table of `original`.
SELECT t.name, c.name
FROM original.sqlite_master AS t JOIN pragma_table_xinfo(t.name, 'original') AS c
WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*'
ORDER BY t.name, c.cid
