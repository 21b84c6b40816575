-- A database that sqlite3_deserialize() then fills (src/store/image.c).
ATTACH ':memory:' AS image
