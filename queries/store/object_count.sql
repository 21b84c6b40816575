-- Objects of the schema; 0 = an empty file.
SELECT count(*) FROM sqlite_master
